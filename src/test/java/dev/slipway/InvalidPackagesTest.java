package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.CommandLineRun.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packages with something wrong, and blueprints that do not fit theirs. Each line that must be
 * reported has the summary in a comment, {@code <!-- ERROR: … -->} or {@code # ERROR: …}, and
 * nothing else may be reported of any file that takes part. A blueprint has the inventory file of
 * its name in {@code inventories}, else the sound one.
 */
class InvalidPackagesTest {
  private static final Path PACKAGES = Path.of("src/test/resources/invalid/packages");
  private static final Path SOUND = PACKAGES.resolve("sound");
  private static final Pattern MARK =
      Pattern.compile("(?:<!--|#) (ERROR|WARNING): (.*?)(?= -->| # (?:ERROR|WARNING): |$)");
  private static final Pattern NAMED =
      Pattern.compile("(?:package: |href=\")([a-z0-9/.-]+\\.(?:ovf|xml))");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void descriptors(Path descriptor) throws IOException {
    assertReported(marks(descriptor), "inspect", descriptor);
  }

  @ParameterizedTest
  @MethodSource
  void blueprints(Path blueprint) throws IOException {
    Path own = PACKAGES.resolve("inventories").resolve(blueprint.getFileName());
    Path inventory = Files.exists(own) ? own : SOUND.resolve("inventory.yaml");

    List<String> expected = marks(blueprint);
    expected.addAll(marks(inventory));
    Path templates = SOUND.resolve("templates").toAbsolutePath();
    assertReported(
        expected,
        "validate",
        blueprint,
        "--inventory=" + inventory.toAbsolutePath(),
        "--templates=" + templates);
  }

  static List<Path> descriptors() throws IOException {
    return files(".ovf");
  }

  static List<Path> blueprints() throws IOException {
    return files(".yaml");
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** What must be reported of a file, the manifest beside it and the files that it names. */
  private static List<String> marks(Path file) throws IOException {
    List<String> marks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int index = 0; index < lines.size(); index++) {
      Matcher mark = MARK.matcher(lines.get(index));
      while (mark.find()) {
        marks.add(
            "%s:%d %s: %s"
                .formatted(
                    PACKAGES.relativize(file), index + 1, mark.group(1), mark.group(2).strip()));
      }
      Matcher named = NAMED.matcher(lines.get(index));
      if (named.find() && Files.exists(PACKAGES.resolve(named.group(1)))) {
        marks.addAll(marks(PACKAGES.resolve(named.group(1))));
      }
    }
    Path manifest = Path.of(file.toString().replace(".ovf", ".mf"));
    if (!manifest.equals(file) && Files.exists(manifest)) {
      marks.addAll(marks(manifest));
    }
    return marks;
  }

  private void assertReported(List<String> expected, String command, Path file, String... options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(command, file.toAbsolutePath().toString(), "--format=json"));
    arguments.addAll(List.of(options));

    CommandLineRun run = new Shell(folder).run(arguments.toArray(String[]::new));

    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(expected).isNotEmpty();
    assertThat(
            Stream.of("diagnostics", "refusals")
                .flatMap(group -> report.path(group).valueStream())
                .map(this::describe))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(run.out() + run.err()).doesNotContain("hunter2").doesNotContain("correct-horse");
  }

  private String describe(JsonNode problem) {
    String text =
        "%s:%d %s: %s"
            .formatted(
                problem.at("/range/filename").asText(),
                problem.at("/range/start/line").asInt(),
                problem.get("severity").asText().toUpperCase(Locale.ROOT),
                problem.get("summary").asText());
    return text.replace(PACKAGES.toAbsolutePath() + "/", "").replace(folder + "/", "");
  }
}
