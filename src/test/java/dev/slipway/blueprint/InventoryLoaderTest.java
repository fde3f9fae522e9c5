package dev.slipway.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.SecretSource;
import dev.slipway.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryLoaderTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "VSPHERE_SERVER", "vc.example",
          "GOVC_URL", "other.example",
          "GOVC_USERNAME", "admin",
          "VSPHERE_PASSWORD", "p$${w}",
          "GOVC_PASSWORD", "unused");

  private final Diagnostics diagnostics = new Diagnostics();

  @TempDir private Path folder;

  @Test
  void whatIsLeftOutComesFromTheEnvironment() throws IOException {
    Inventory inventory = load("", ENVIRONMENT);

    assertThat(inventory.vcenter().url().value()).isEqualTo("https://vc.example/sdk");
    assertThat(inventory.vcenter().username()).isEqualTo("admin");
    assertThat(inventory.vcenter().password()).isEqualTo(new Value.Confidential("p$$$${w}"));
    assertThat(inventory.ssh().port()).isNull();
    assertThat(inventory.isSandbox()).isFalse();
  }

  @Test
  void theSandboxNeedsNoCredentials() throws IOException {
    Inventory inventory = load("  vcenter: {url: 'sandbox:'}\n", Map.of());

    assertThat(inventory.isSandbox()).isTrue();
    assertThat(inventory.vcenter().url().value()).isEqualTo("sandbox:");
  }

  @ParameterizedTest
  @CsvSource({
    "vc.example, https://vc.example/sdk",
    "vc.example:8443, https://vc.example:8443/sdk",
    "https://vc.example, https://vc.example/sdk",
    "https://vc.example/, https://vc.example/sdk",
    "https://vc.example/vc/sdk, https://vc.example/vc/sdk",
    "http://127.0.0.1:8989, http://127.0.0.1:8989/sdk",
  })
  void hostsBecomeAddresses(String written, String expected) throws IOException {
    Inventory inventory = load("  vcenter: {url: '" + written + "'}\n", ENVIRONMENT);

    assertThat(inventory.vcenter().url().value()).isEqualTo(expected);
  }

  @Test
  void thumbprintsAreBroughtIntoOneForm() throws IOException {
    Inventory inventory =
        load("  vcenter: {tls: {thumbprint: " + "0a".repeat(32) + "}}\n", ENVIRONMENT);

    assertThat(inventory.vcenter().tls().thumbprint())
        .isEqualTo("0A:".repeat(31) + "0A")
        .hasSize(95);
  }

  @Test
  void secretsKeepTheOrderOfTheirSources() throws IOException {
    Inventory inventory =
        load(
            """
              vcenter: {password: '${secret:vc}'}
              secrets:
                vc: [{env: VC}, {file: vc.txt}, {exec: 'pass show ${USER}'}]
            """,
            ENVIRONMENT);

    assertThat(Objects.requireNonNull(inventory.secrets().get("vc")).value())
        .containsExactly(
            new SecretSource.Environment("VC"),
            new SecretSource.File(Path.of("work/vc.txt")),
            new SecretSource.Command("pass show ${USER}"));
    assertThat(inventory.vcenter().password()).isEqualTo(new Value.Confidential("${secret:vc}"));
  }

  @Test
  void aPasswordInTheFileIsKeptFromSight() throws IOException {
    Inventory inventory =
        new InventoryLoader(new Surroundings(Map.of(), ENVIRONMENT, Path.of("work")))
            .load(write("  vcenter: {password: hunter2}\n"), diagnostics)
            .orElseThrow();

    assertThat(inventory.toString()).doesNotContain("hunter2");
    assertThat(diagnostics.all())
        .extracting(Diagnostic::code)
        .containsExactly("inventory/plaintext-password");
    assertThat(diagnostics.all().toString()).doesNotContain("hunter2");
  }

  private Inventory load(String spec, Map<String, String> environment) throws IOException {
    Inventory inventory =
        new InventoryLoader(new Surroundings(Map.of(), environment, Path.of("work")))
            .load(write(spec), diagnostics)
            .orElse(null);
    assertThat(diagnostics.all()).isEmpty();
    return Objects.requireNonNull(inventory);
  }

  private Path write(String spec) throws IOException {
    return Files.writeString(
        folder.resolve("i.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: i}
        spec:
          placement: {datacenter: D, cluster: C, datastore: S}
        """
            + spec);
  }
}
