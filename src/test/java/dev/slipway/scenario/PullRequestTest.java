package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull requests on a real git repository, with the scripts that the CI recipes call. */
class PullRequestTest {
  private static final String BLUEPRINT = "blueprints/hcc-london.yaml";
  private static final String INVENTORY = "inventories/sandbox.yaml";
  private static final Path SCRIPTS = Path.of("docs/ci/scripts").toAbsolutePath();
  private static final String CANARY = "Canary-5d1e!q";

  @TempDir private Path folder;
  private Path repository = Path.of("");
  private final Map<String, String> environment = new HashMap<>();

  private record Ran(int exitCode, String out, String err) {}

  /** A repository whose main branch is applied. */
  @BeforeEach
  void appliedMain() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    environment.put("SLIPWAY", wrapper().toString());
    environment.put("SLIPWAY_HOME", Path.of("").toAbsolutePath().toString());
    environment.put("SLIPWAY_DATA_DIR", folder.resolve("data").toString());
    environment.put("HCC_ROOT_PASSWORD", CANARY);
    environment.put("REPORTS", "github sarif junit");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    for (String file : List.of(BLUEPRINT, INVENTORY, "packages/horizon-cloud-connector.ova")) {
      Files.createDirectories(repository.resolve(file).getParent());
      Files.copy(Path.of(file), repository.resolve(file));
    }
    edit(INVENTORY, "HCC_ROOT_PASSWORD}, {generate: 20}", "HCC_ROOT_PASSWORD}");
    Files.writeString(repository.resolve(".gitignore"), "/packages/\n/review/\n");
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    commit("Two nodes in London");
    assertThat(slipway("apply", BLUEPRINT, "--auto-approve").exitCode()).isZero();
  }

  @Test
  void mergingAppliesExactlyWhatWasReviewed() throws Exception {
    open("preferred", "separateHosts: required", "separateHosts: preferred");
    Ran review = script("review.sh");
    assertThat(review.exitCode()).as(review.err()).isZero();
    assertThat(review.out()).contains("Merging this applies review/plan.json.");
    assertThat(reviewed("comment.md"))
        .contains("Plan: 0 to add, 1 to change, 0 to destroy.", "rule/hcc-london")
        .contains("\n- mandatory = true\n+ mandatory = false\n")
        .contains("slipway apply review/plan.json -i " + INVENTORY);
    assertThat(reviewed("validate.sarif")).contains("\"2.1.0\"");
    assertThat(reviewed("validate.junit")).contains("failures=\"0\"");

    merge("preferred");
    Ran merge = script("merge.sh");
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    assertThat(merge.out()).contains("Apply complete! Resources: 0 added, 1 changed, 0 destroyed.");
    CommandLineRun empty = slipway("plan", BLUEPRINT, "--detailed-exitcode");
    assertThat(empty.exitCode()).as(empty.out()).isZero();

    Ran again = script("review.sh");
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("Nothing to apply.");
    assertNoSecretIn(repository.resolve("review"));
  }

  @Test
  void aWorldThatChangedSinceTheReviewIsLeftAlone() throws Exception {
    open("preferred", "separateHosts: required", "separateHosts: preferred");
    assertThat(script("review.sh").exitCode()).isZero();
    merge("preferred");
    Files.writeString(
        repository.resolve("by-hand.yaml"),
        Files.readString(Path.of(BLUEPRINT))
            .replace("restartPriority: high", "restartPriority: low"));
    assertThat(slipway("apply", "by-hand.yaml", "--auto-approve").exitCode()).isZero();

    Ran merge = script("merge.sh");

    assertThat(merge.exitCode()).as(merge.err()).isEqualTo(4);
    assertThat(merge.err())
        .contains("the saved plan is out of date")
        .containsPattern("ha_overrides.*restartPriority: \"high\" -> \"low\"");
    CommandLineRun plan = slipway("plan", BLUEPRINT);
    assertThat(plan.out()).contains("mandatory = true -> false", "Plan: 0 to add, ");
  }

  @Test
  void aBlueprintThatNobodyReviewedIsNotApplied() throws Exception {
    open("preferred", "separateHosts: required", "separateHosts: preferred");
    assertThat(script("review.sh").exitCode()).isZero();
    edit(BLUEPRINT, "restartPriority: high", "restartPriority: low");
    commit("One more thing, after the review");
    merge("preferred");

    Ran merge = script("merge.sh");

    assertThat(merge.exitCode()).isEqualTo(4);
    assertThat(merge.err()).contains(BLUEPRINT + " is not what was reviewed; nothing was changed");
    assertThat(slipway("plan", BLUEPRINT).out())
        .contains("mandatory = true -> false")
        .containsPattern("restartPriority += .*high.* -> .*low");

    Files.delete(repository.resolve("review/plan.json"));
    assertThat(script("merge.sh").exitCode()).isEqualTo(3);
  }

  @Test
  void aMistakeIsShownOnItsLineAndInTheComment() throws Exception {
    open("mistake", "separateHosts: required", "separateHosts: never");

    Ran review = script("review.sh");

    String text = Files.readString(repository.resolve(BLUEPRINT));
    long line = text.substring(0, text.indexOf("never")).lines().count();
    assertThat(review.exitCode()).isEqualTo(3);
    assertThat(review.out()).contains("::error file=%s,line=%d,".formatted(BLUEPRINT, line));
    assertThat(reviewed("comment.md")).contains(BLUEPRINT + ":" + line);
    assertThat(repository.resolve("review/plan.json")).doesNotExist();
  }

  @Test
  void aReviewFromASnapshotNeedsNoSecretAndNoVCenter() throws Exception {
    environment.put("SNAPSHOT", folder.resolve("snapshot.json").toString());
    assertThat(slipway("snapshot", BLUEPRINT, "-o", environment.get("SNAPSHOT")).exitCode())
        .isZero();
    open("preferred", "separateHosts: required", "separateHosts: preferred");
    environment.remove("HCC_ROOT_PASSWORD");
    Ran review = script("review.sh");
    assertThat(review.exitCode()).as(review.err()).isZero();
    assertThat(review.err()).contains("Not looking at any vCenter");

    environment.put("HCC_ROOT_PASSWORD", CANARY);
    merge("preferred");
    String before = Files.readString(folder.resolve("snapshot.json"));
    Ran merge = script("merge.sh");
    assertThat(merge.exitCode()).as(merge.err()).isZero();
    assertThat(folder.resolve("snapshot.json")).content().isNotEqualTo(before);
    Ran next = script("review.sh");
    assertThat(next.out()).as(next.err()).contains("Nothing to apply.");
  }

  private Path wrapper() throws IOException {
    Path wrapper = folder.resolve("slipway-under-test");
    Files.writeString(
        wrapper,
        """
        #!/bin/sh
        exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' \
        dev.slipway.cli.Main "$@"
        """
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
  }

  private void open(String branch, String written, String instead) throws Exception {
    git("switch", "-q", "-c", branch);
    edit(BLUEPRINT, written, instead);
    commit("Let " + instead);
  }

  private void merge(String branch) throws Exception {
    git("switch", "-q", "main");
    git("merge", "-q", "--no-ff", "-m", "Merge " + branch, branch);
  }

  private void edit(String file, String written, String instead) throws IOException {
    String text = Files.readString(repository.resolve(file));
    assertThat(text).containsOnlyOnce(written);
    Files.writeString(repository.resolve(file), text.replace(written, instead));
  }

  private void commit(String message) throws Exception {
    git("add", ".");
    git("commit", "-q", "-m", message);
  }

  private void git(String... arguments) throws Exception {
    Ran git = run(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList());
    assertThat(git.exitCode()).as(git.out() + git.err()).isZero();
  }

  private Ran script(String name) throws Exception {
    return run(List.of(SCRIPTS.resolve(name).toString(), BLUEPRINT, INVENTORY, "review"));
  }

  private Ran run(List<String> command) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("HCC_ROOT_PASSWORD");
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end: " + command);
    }
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private CommandLineRun slipway(String command, String blueprint, String... options) {
    CommandLineRun.Shell shell = new CommandLineRun.Shell(repository);
    environment.forEach(shell::with);
    return shell.run(
        Stream.concat(Stream.of(command, blueprint, "-i", INVENTORY), Stream.of(options))
            .toArray(String[]::new));
  }

  private String reviewed(String file) throws IOException {
    return Files.readString(repository.resolve("review").resolve(file));
  }

  private static void assertNoSecretIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).content().doesNotContain(CANARY);
      }
    }
  }
}
