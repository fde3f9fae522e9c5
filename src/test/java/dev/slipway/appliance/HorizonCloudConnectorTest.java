package dev.slipway.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Extraction;
import dev.slipway.model.Interpolation;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definition that is shipped, and the rules by which it is filled in. */
class HorizonCloudConnectorTest {
  private static final Map<String, Value> BINDINGS =
      Map.of(
          "node.name", Value.plain("n2"),
          "node.ip", Value.plain("10.20.0.12"),
          "primary.ip", Value.plain("10.20.0.11"),
          "network.netmask", Value.plain("255.255.255.0"),
          "network.gateway", Value.plain("10.20.0.1"),
          "network.dns", Value.plain("10.20.0.2"));

  @TempDir private Path folder = Path.of("");
  private final Diagnostics diagnostics = new Diagnostics();
  private final ApplianceDefinition definition =
      new ApplianceLoader(List.of(Path.of("templates")))
          .load(
              new Located<>("horizon-cloud-connector", SourceRange.startOf("b.yaml")), diagnostics)
          .orElseThrow();

  @Test
  void hasItsRolesInOrder() {
    assertThat(definition.roles().keySet()).containsExactly("primary", "worker");
    assertThat(definition.addressTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(sequence().name()).isEqualTo("join");
    assertThat(definition.sequences()).hasSize(1);
  }

  @Test
  void namesEveryBelief() {
    assertThat(definition.settings().values())
        .filteredOn(setting -> setting.name().endsWith("Property"))
        .hasSize(9)
        .extracting(Setting::unverified)
        .doesNotContainNull();
  }

  @Test
  void propertiesWithoutAnOptionalValueAreLeftOut() {
    assertThat(properties(BINDINGS))
        .containsExactly(
            "hcc.hostname=n2",
            "hcc.ip0=10.20.0.12",
            "hcc.netmask0=255.255.255.0",
            "hcc.gateway=10.20.0.1",
            "hcc.dns=10.20.0.2",
            "hcc.root_password=(sensitive)",
            "hcc.worker_node=True");
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void propertiesWithTheirOptionalValueAreSent() {
    Map<String, Value> bindings = new LinkedHashMap<>(BINDINGS);
    bindings.put("network.domain", Value.plain("lon.example"));
    bindings.put("ssh.publicKey", Value.plain("ssh-ed25519 AAAA"));

    assertThat(properties(bindings))
        .contains("hcc.domain=lon.example", "hcc.ccadmin_ssh_key=ssh-ed25519 AAAA");
  }

  @Test
  void aValueThatIsNeededAndNotThereIsReported() {
    Map<String, Value> bindings = new LinkedHashMap<>(BINDINGS);
    bindings.remove("network.gateway");

    properties(bindings);

    assertThat(diagnostics.all())
        .singleElement()
        .satisfies((Diagnostic diagnostic) -> {
          assertThat(diagnostic.summary())
              .isEqualTo("nothing gives a value for ${network.gateway}");
          assertThat(diagnostic.advice()).contains("\"gateway\" under \"network\"");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "2.x, on-premises, ",
    "2.x, vmc-all-in-sddc, ",
    "2.x, vmc-federated, unsupported-role unsupported-monitoring",
    "2.x, azure, unsupported-role unsupported-monitoring",
    "2.0, on-premises, unsupported-monitoring",
    "2.0, vmc-federated, unsupported-monitoring",
    "2.0, azure, unsupported-role unsupported-monitoring",
  })
  void theVersionDecidesWhatIsSupported(String version, String podType, @Nullable String problems)
      throws IOException {
    check("podType: on-premises", "podType: " + podType + "\n    version: \"" + version + "\"");

    assertThat(diagnostics.all())
        .extracting(found -> found.code().replace("blueprint/", ""))
        .containsExactlyElementsOf(problems == null ? List.of() : List.of(problems.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ha: {vmMonitoring: vmMonitoringOnly, defaultVmSettings: {vmToolsMonitoringSettings:"
            + " {minUpTime: 120}}} | hcc-lon-1, hcc-lon-2",
        "ha: {vmMonitoring: vmMonitoringDisabled, defaultVmSettings: {vmToolsMonitoringSettings:"
            + " {minUpTime: 120}}} | ",
        "vmOverrides: {vmToolsMonitoringSettings: {vmMonitoring: vmMonitoringOnly, minUpTime: 599}}"
            + " | hcc-lon-1, hcc-lon-2",
        "vmOverrides: {vmToolsMonitoringSettings: {vmMonitoring: vmMonitoringOnly, minUpTime: 600}}"
            + " | ",
        "ha: {vmMonitoring: vmMonitoringOnly} | ",
      })
  void aMinUpTimeThatServicesCannotKeepIsWarnedOf(String availability, @Nullable String nodes)
      throws IOException {
    check("ha: {vmMonitoring: vmMonitoringOnly, restartPriority: high}", availability);

    if (nodes == null) {
      assertThat(diagnostics.all()).isEmpty();
    } else {
      assertThat(diagnostics.all())
          .singleElement()
          .satisfies((Diagnostic found) -> {
            assertThat(found.code()).isEqualTo("blueprint/hasty-monitoring");
            assertThat(found.isError()).isFalse();
            assertThat(found.detail()).contains("600 s", nodes);
            assertThat(found.advice()).contains("{minUpTime: 1200}");
          });
    }
  }

  /** Checks the example with another text in one place. */
  private void check(String written, String instead) throws IOException {
    String example = Files.readString(Path.of("blueprints/hcc-london.yaml"));
    assertThat(example).containsOnlyOnce(written);
    Path file = Files.writeString(folder.resolve("b.yaml"), example.replace(written, instead));
    Blueprint blueprint =
        new BlueprintLoader(new Surroundings(Map.of(), Map.of(), Path.of("")))
            .load(file, diagnostics)
            .orElseThrow();
    Map<String, Value> settings = SettingsResolver.resolve(definition, blueprint, diagnostics);
    RoleCheck.check(definition, blueprint, settings, diagnostics);
    MonitoringCheck.check(definition, blueprint, settings, diagnostics);
  }

  private static String textOf(Extraction extraction) {
    return ((Extraction.Text) extraction).pattern();
  }

  @Test
  void theProofFindsTheNodeByItsAddress() {
    String members =
        """
        NAME   STATUS                     ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP
        a      Ready                      master   1d    v1.19     10.20.0.11    <none>
        b      %s   <none>   1m    v1.19     %s    <none>
        """;
    Pattern proof = pattern(textOf(sequence().proof().expect().getLast().from()));

    assertThat(proof.matcher(members.formatted("Ready", "10.20.0.12")).find()).isTrue();
    assertThat(proof.matcher(members.formatted("Ready,SchedulingDisabled", "10.20.0.12")).find())
        .isTrue();
    assertThat(proof.matcher(members.formatted("NotReady", "10.20.0.12")).find()).isFalse();
    assertThat(proof.matcher(members.formatted("Ready", "10.20.0.121")).find()).isFalse();
    assertThat(proof.matcher(members.formatted("Ready", "10x20y0z12")).find()).isFalse();
  }

  @Test
  void theJoinCommandIsTakenFromTheOutputAndChecked() {
    SequenceStep.Capture capture = sequence().steps().getFirst().captures().getFirst();
    Matcher matcher =
        pattern(textOf(capture.from()))
            .matcher(
                """
                Please run the following command on worker node to join the cluster:

                  /opt/vmware/sbin/worker.sh -a 10.20.0.11 abc.def sha256:0a=
                """);

    assertThat(matcher.find()).isTrue();
    Pattern mustMatch = pattern(Objects.requireNonNull(capture.mustMatch()));
    assertThat(matcher.group("joinCommand")).matches(mustMatch);
    assertThat("/opt/vmware/sbin/worker.sh -a 10.20.0.99 a b").doesNotMatch(mustMatch);
    assertThat("/opt/vmware/sbin/worker.sh -a 10.20.0.11 a b; reboot").doesNotMatch(mustMatch);
    assertThat(capture.secret()).isTrue();
  }

  @Test
  void waitsForTheNodeByAskingForTheProofAgain() {
    SequenceStep await = sequence().steps().getLast();

    assertThat(await.action()).isEqualTo(sequence().proof().action());
    assertThat(await.expect()).isEqualTo(sequence().proof().expect());
    assertThat(await.attempts()).isEqualTo(60);
    assertThat(await.pause()).isEqualTo(Duration.ofSeconds(10));
  }

  private SequenceSpec sequence() {
    return definition.sequences().getFirst().sequence();
  }

  private static Pattern pattern(String written) {
    return Pattern.compile(
        Interpolation.parse(written)
            .resolve(reference ->
                Pattern.quote(Objects.requireNonNull(BINDINGS.get(reference.name())).display())));
  }

  /** The properties of a worker, filled in the way that planning does it. */
  private List<String> properties(Map<String, Value> bindings) {
    Blueprint blueprint =
        new BlueprintLoader(new Surroundings(Map.of(), Map.of(), Path.of("")))
            .load(Path.of("blueprints/hcc-london.yaml"), diagnostics)
            .orElseThrow();
    Map<String, Value> given = SettingsResolver.resolve(definition, blueprint, diagnostics);
    Map<String, Value> all = new LinkedHashMap<>(bindings);
    SettingsResolver.complete(definition, given, bindings, diagnostics)
        .forEach((name, value) -> all.put("settings." + name, value));
    Map<String, Located<String>> templates = new LinkedHashMap<>(definition.properties());
    templates.putAll(definition.role("worker").orElseThrow().properties());
    return templates.entrySet().stream()
        .flatMap(entry ->
            TemplateValue.of(
                new Located<>(entry.getKey(), entry.getValue().range()), all, diagnostics)
                .flatMap(key ->
                    TemplateValue.of(entry.getValue(), all, diagnostics)
                        .map(value -> key.display() + "=" + value.display()))
                .stream())
        .toList();
  }
}
