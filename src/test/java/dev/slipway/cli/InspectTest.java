package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.cli.CommandLineRun.Shell;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Descriptors in the ways that the world writes them. Comments in each say what is to be made of
 * it: {@code FILE} lies beside it, {@code MANIFEST} covers those, {@code ENCODING} is that of its
 * bytes, {@code SAYS} must be told by {@code inspect} and {@code REFUSED} are the codes with which
 * its deployment is refused.
 */
class InspectTest {
  private static final Path DESCRIPTORS = Path.of("src/test/resources/ovf");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void descriptors(Path fixture) throws IOException {
    Path descriptor = place(fixture);

    CommandLineRun run = new Shell(folder).run("inspect", descriptor.getFileName().toString());

    String text = Files.readString(fixture);
    String told = (run.out() + run.err()).replaceAll("\\s+", " ");
    assertThat(run.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    marks(text, "SAYS: (.*?)").forEach(wanted -> assertThat(told).contains(wanted));
    marks(text, "SAYS NOT: (.*?)").forEach(unwanted -> assertThat(told).doesNotContain(unwanted));
    assertThat(refusals(descriptor)).containsExactlyElementsOf(marks(text, "REFUSED: (.*?)"));
    assertThat(new Shell(folder).run("inspect", descriptor.toString(), "--format", "json").out())
        .startsWith("{")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @MethodSource("readable")
  void starterBlueprintsCanBeLoaded(Path fixture) throws IOException {
    Path descriptor = place(fixture);

    CommandLineRun run = new Shell(folder).run("inspect", "--blueprint", descriptor.toString());

    Path starter = Files.writeString(folder.resolve("starter.yaml"), run.out());
    Diagnostics diagnostics = new Diagnostics();
    Blueprint blueprint =
        new BlueprintLoader(new Surroundings(Map.of(), Map.of(), folder))
            .load(starter, diagnostics)
            .orElseThrow(() -> new AssertionError(diagnostics.all() + "\n" + run.out()));
    assertThat(diagnostics.all()).isEmpty();
    assertThat(blueprint.origin())
        .isInstanceOfSatisfying(
            Blueprint.PackageFile.class,
            found -> assertThat(found.file().value()).isEqualTo(descriptor));
    assertThat(run.out()).doesNotContain("hunter2");
  }

  @Test
  void aStarterBlueprintAsksForWhatThePackageNeeds() throws IOException {
    Path descriptor = place(DESCRIPTORS.resolve("several-product-sections.ovf"));

    String starter = new Shell(folder).run("inspect", "--blueprint", descriptor.toString()).out();

    assertThat(starter)
        .contains("\n    \"admin\": \"\"   # TODO: needs a value\n")
        .contains("\n    \"password\": \"${secret:password}\"   # TODO: needs a value\n")
        .contains("\n    # \"db.size.small\": \"1\"\n")
        .doesNotContain("hidden");
  }

  @Test
  void aMissingPackageIsWrongInput() {
    CommandLineRun run = new Shell(folder).run("inspect", "none.ova");

    assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_WRONG);
    assertThat(run.err()).contains("there is no package");
  }

  static List<Path> descriptors() throws IOException {
    try (Stream<Path> files = Files.list(DESCRIPTORS)) {
      return files.sorted().toList();
    }
  }

  static Stream<Path> readable() throws IOException {
    return descriptors().stream()
        .filter(file -> !file.toString().matches(".*(draft-0.9|encoding-wrong).ovf"));
  }

  private Path place(Path fixture) throws IOException {
    String text = Files.readString(fixture);
    Charset charset =
        marks(text, "ENCODING: (.*?)").stream()
            .findFirst()
            .map(Charset::forName)
            .orElse(StandardCharsets.UTF_8);
    Path descriptor = folder.resolve(fixture.getFileName());
    Files.write(descriptor, text.getBytes(charset));
    StringBuilder manifest = new StringBuilder(digest(descriptor));
    for (String mark : marks(text, "FILE: (.*?)")) {
      int separator = mark.indexOf(" = ");
      Path file = folder.resolve(mark.substring(0, separator));
      Files.writeString(file, mark.substring(separator + 3));
      manifest.append(digest(file));
    }
    if (text.contains("<!-- MANIFEST -->")) {
      Files.writeString(
          folder.resolve(fixture.getFileName().toString().replace(".ovf", ".mf")), manifest);
    }
    return descriptor;
  }

  private static List<String> marks(String text, String form) {
    return Pattern.compile("<!-- " + form + " -->")
        .matcher(text)
        .results()
        .map((MatchResult mark) -> mark.group(1))
        .toList();
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return "SHA256(%s)= %s\n".formatted(file.getFileName(), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> refusals(Path descriptor) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage opened = OvfPackages.open(descriptor, diagnostics).orElse(null)) {
      assertThat(opened == null).isEqualTo(diagnostics.hasErrors());
      return diagnostics.all().stream().filter(Diagnostic::isError).map(Diagnostic::code).toList();
    }
  }
}
