package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found about a blueprint and its package with no vCenter at hand. */
class PackageChecksTest {
  private static final String DEFINITION =
      """
      apiVersion: slipway/v1
      kind: Appliance
      metadata: {name: shop}
      spec:
        title: Shop
        sshUser: admin
        properties: {name: "${node.name}"}
        roles:
          primary: {minimum: 1, maximum: 1}
      """;

  private static final String DESCRIPTOR =
      """
      <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
          xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
        <References/>
        <DeploymentOptionSection><Configuration ovf:id="small"/></DeploymentOptionSection>
        <VirtualSystem ovf:id="vm">
          <EulaSection><License>Be good.</License></EulaSection>
          <ProductSection>
            <Property ovf:key="name" ovf:userConfigurable="true" ovf:qualifiers="MinLen(1)"/>
            <Property ovf:key="size" ovf:type="uint8" ovf:userConfigurable="true"/>
            <Property ovf:key="on" ovf:type="boolean" ovf:userConfigurable="true"/>
            <Property ovf:key="motto" ovf:type="string" ovf:userConfigurable="true"/>
            <Property ovf:key="password" ovf:userConfigurable="true" ovf:password="true"
                ovf:qualifiers="MinLen(8)" ovf:value="the default"/>
            <Property ovf:key="fixed" ovf:type="uint8"/>
          </ProductSection>
        </VirtualSystem>
      </Envelope>
      """;

  private static final String INVENTORY =
      """
      apiVersion: slipway/v1
      kind: Inventory
      metadata: {name: sandbox}
      spec:
        vcenter: {url: "sandbox:"}
        placement: {datacenter: LON, cluster: mgmt-01, datastore: vsan-01}
        network: {netmask: 255.255.255.0, gateway: 10.20.0.1}
        ssh: {user: admin}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Path definition = Files.createDirectories(folder.resolve("templates/shop"));
    Files.writeString(definition.resolve("appliance.yaml"), DEFINITION);
    Files.writeString(folder.resolve("shop.ovf"), DESCRIPTOR);
    Files.writeString(folder.resolve("inventory.yaml"), INVENTORY);
  }

  @Test
  void aSilentBlueprintIsWarnedOfLicenceAgreements() throws IOException {
    assertThat(problems("properties: {size: 1, on: true}"))
        .containsExactly("warning ovf/eula-not-accepted 6");
  }

  @Test
  void whatIsNotAcceptedIsNotDeployed() throws IOException {
    assertThat(problems("acceptEula: false", "properties: {size: 1, on: true}"))
        .containsExactly("error ovf/eula-not-accepted 7");
  }

  @Test
  void allPropertiesWithoutValueAreNamed() throws IOException {
    assertThat(problems("acceptEula: true")).containsExactly("error ovf/missing-property 6");
    assertThat(validate("-i", "inventory.yaml").at("/diagnostics/0/detail").asText())
        .contains(": size, on.");
  }

  @Test
  void passwordsInPlainTextAreWarnedOfAndNotShown() throws IOException {
    assertThat(problems("acceptEula: true", "properties: {size: 1, on: true, password: hunter2}"))
        .containsExactlyInAnyOrder(
            "warning ovf/plaintext-password 8", "error ovf/bad-property-value 8");
    assertThat(validate("-i", "inventory.yaml").toString()).doesNotContain("hunter2");
  }

  @Test
  void givenPropertiesAreCheckedWithoutInventoryFileToo() throws IOException {
    write(
        "acceptEula: true",
        "deploymentOption: smal",
        "properties:",
        "  moto: x",
        "  size: 256",
        "  fixed: 1");
    assertThat(found(validate()))
        .containsExactlyInAnyOrder(
            "error ovf/unknown-deployment-option 8",
            "error ovf/unknown-property 10",
            "error ovf/bad-property-value 11",
            "error ovf/not-configurable 12");
  }

  @Test
  void namesOfNodesMustBeHostNamesWhereTheApplianceTakesThemForThat() throws IOException {
    write("acceptEula: true");
    Path blueprint = folder.resolve("blueprint.yaml");
    Files.writeString(
        blueprint, Files.readString(blueprint).replace("name: shop-1", "name: shop_1"));
    assertThat(found(validate())).containsExactly("warning blueprint/no-host-name 8");
  }

  private List<String> problems(String... lines) throws IOException {
    write(lines);
    return found(validate("-i", "inventory.yaml"));
  }

  private void write(String... lines) throws IOException {
    Files.writeString(
        folder.resolve("blueprint.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: shop}
        spec:
          appliance: shop
          package: shop.ovf
          %s
          nodes: [{name: shop-1, role: primary, ip: 10.20.0.11}]
          availability: {ha: {}}
        """
            .formatted(String.join("\n  ", lines)));
  }

  private JsonNode validate(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("validate", "--format", "json"));
    arguments.addAll(List.of(more));
    arguments.add("blueprint.yaml");
    return new ObjectMapper()
        .readTree(new Shell(folder).run(arguments.toArray(String[]::new)).out());
  }

  private static List<String> found(JsonNode report) {
    List<String> found = new ArrayList<>();
    for (JsonNode problem : report.get("diagnostics")) {
      found.add(
          "%s %s %d"
              .formatted(
                  problem.get("severity").asText(),
                  problem.get("code").asText(),
                  problem.at("/range/start/line").asInt()));
    }
    return found;
  }
}
