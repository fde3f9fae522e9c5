package dev.slipway.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.Settings;
import dev.slipway.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlueprintLoaderTest {
  private static final String NODES = "  nodes: [{name: n, role: primary, ip: 10.0.0.5}]\n";

  private final Diagnostics diagnostics = new Diagnostics();

  @TempDir private Path folder;

  @Test
  void expandsReferencesScalarByScalar() throws IOException {
    Files.writeString(folder.resolve("banner"), "line: \"one\"\nline two\n");
    Blueprint blueprint =
        load(
            """
              settings:
                variable: ${var:V}
                mixed: <${env:E}>
                file: ${file:banner}
                escaped: $${var:V}
                secret: a$-${secret:s}
            """
                + NODES);

    assertThat(blueprint.settings().entrySet())
        .extracting(entry -> entry.getKey() + "=" + text(entry.getValue()))
        .containsExactly(
            "variable=no: [yaml]",
            "mixed=<${secret:s}>",
            "file=line: \"one\"\nline two",
            "escaped=${var:V}",
            "secret=(sensitive)");
    assertThat(Objects.requireNonNull(blueprint.settings().get("secret")).value())
        .isEqualTo(new Value.Confidential("a$-${secret:s}"));
  }

  @Test
  void whatWasNotDeclaredStaysNull() throws IOException {
    Blueprint blueprint = load(NODES + "  availability: {ha: {restartPriority: high}}\n");

    Blueprint.Ha ha = Objects.requireNonNull(blueprint.availability().ha());
    assertThat(ha.settings()).isEqualTo(Settings.of(Map.of("enabled", "true")));
    assertThat(blueprint.availability().vmOverrides().ha())
        .isEqualTo(Settings.of(Map.of("restartPriority", "high")));
    assertThat(blueprint.availability().separateHosts()).isNull();
    assertThat(load(NODES).availability().ha()).isNull();
  }

  @Test
  void declaringHaAtAllSwitchesItOn() throws IOException {
    Blueprint blueprint = load(NODES + "  availability:\n    ha:\n");

    assertThat(Objects.requireNonNull(blueprint.availability().ha()).enabled()).isTrue();
  }

  private static Path packageFile(Blueprint blueprint) {
    return ((Blueprint.PackageFile) blueprint.origin()).file().value();
  }

  @Test
  void packagesAreFoundBesideTheBlueprintFirst() throws IOException {
    assertThat(packageFile(load(NODES))).isEqualTo(Path.of("work/p.ova"));

    Files.writeString(folder.resolve("p.ova"), "");

    assertThat(packageFile(load(NODES))).isEqualTo(folder.resolve("p.ova"));
  }

  @Test
  void problemsSayWhyAndHowToMend() throws IOException {
    Path file = write("  nodse: []\n");

    new BlueprintLoader(surroundings()).load(file, diagnostics);

    Diagnostic diagnostic = diagnostics.all().getFirst();
    assertThat(diagnostic.code()).isEqualTo("blueprint/no-nodes");
    Diagnostic unknown = diagnostics.all().getLast();
    assertThat(unknown.code()).isEqualTo("blueprint/unknown-key");
    assertThat(unknown.advice()).isEqualTo("Did you mean \"nodes\"?");
    assertThat(Objects.requireNonNull(unknown.range()).location()).isEqualTo(file + ":7:3");
    assertThat(unknown.range().text()).isEqualTo("  nodse: []");
  }

  private Blueprint load(String spec) throws IOException {
    Blueprint blueprint =
        new BlueprintLoader(surroundings()).load(write(spec), diagnostics).orElse(null);
    assertThat(diagnostics.all()).isEmpty();
    return Objects.requireNonNull(blueprint);
  }

  private static Surroundings surroundings() {
    return new Surroundings(Map.of("V", "no: [yaml]"), Map.of("E", "${secret:s}"), Path.of("work"));
  }

  private Path write(String spec) throws IOException {
    return Files.writeString(
        folder.resolve("b.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: b}
        spec:
          appliance: a
          package: p.ova
        """
            + spec);
  }

  private static String text(Located<Value> value) {
    return value.value().display();
  }
}
