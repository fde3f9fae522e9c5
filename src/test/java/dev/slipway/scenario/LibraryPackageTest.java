package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package in a content library of the sandbox, from plan to apply, and what can be wrong. */
class LibraryPackageTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final String DESCRIPTOR =
      "src/main/packages/horizon-cloud-connector/horizon-cloud-connector.ovf";
  private static final int INPUT_WRONG = 3;
  private static final int CONFLICT = 4;

  @TempDir Path folder = Path.of("");
  private Path blueprint = Path.of("");

  @BeforeEach
  void copyTheExample() throws IOException {
    blueprint = folder.resolve("hcc-london.yaml");
    Files.writeString(
        blueprint,
        Files.readString(PROJECT.resolve("blueprints/hcc-london.yaml"))
            .replace(
                "packages/horizon-cloud-connector.ova\n",
                "{library: Appliances, item: horizon-cloud-connector}\n"));
    Files.copy(PROJECT.resolve("inventories/sandbox.yaml"), folder.resolve("sandbox.yaml"));
  }

  @Test
  void everyNodeIsDeployedFromTheLibrary() {
    CommandLineRun plan = slipway("plan");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("item horizon-cloud-connector of library Appliances, version ")
        .doesNotContain("cloneOf");

    CommandLineRun apply = slipway("apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out()).contains("Apply complete! Resources: 7 added, 2 changed, 0 destroyed.");
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void namesThatAreNotThereAreSuggested() throws IOException {
    edit("library: Appliances", "library: Apliances");
    CommandLineRun library = slipway("plan");
    assertThat(library.exitCode()).isEqualTo(INPUT_WRONG);
    assertThat(library.err())
        .contains("error: there is no content library \"Apliances\"", "hcc-london.yaml:9:22")
        .contains("Did you mean \"Appliances\"?");

    edit("library: Apliances, item: horizon-cloud", "library: Appliances, item: horizon-clod");
    assertThat(slipway("plan").err())
        .contains("error: the content library has no item \"horizon-clod-connector\"")
        .contains("Did you mean \"horizon-cloud-connector\"?");
  }

  @Test
  void validateSaysWhatItDoesNotLookAt() {
    CommandLineRun validate = slipway("validate");

    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.err())
        .contains("warning: the package was not looked at", "no vCenter is contacted");
  }

  @Test
  void theDescriptorIsCheckedAsThatOfAFile() throws IOException {
    edit("  acceptEula: true", "  deploymentOption: huge");

    assertThat(slipway("plan").err())
        .contains("error: the licence agreement of the package is not accepted")
        .contains("error: the package has no deployment option huge");
  }

  @Test
  void aSavedPlanIsBoundToTheVersionOfTheContent() throws IOException {
    Path own = descriptorOfItsOwn();
    edit("library: Appliances", "library: Own");
    assertThat(slipway("plan", "-o", "plan.json").exitCode()).isZero();
    Files.writeString(own, Files.readString(own) + "<!-- newer -->");

    CommandLineRun stale = run("apply", "plan.json");
    assertThat(stale.exitCode()).isEqualTo(CONFLICT);
    assertThat(stale.err())
        .contains("error: the package is not the one that was planned with", "of library Own");

    assertThat(slipway("plan", "-o", "plan.json").exitCode()).isZero();
    CommandLineRun apply = run("apply", "plan.json");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
  }

  @Test
  void aSimulatedVCenterDeploysEveryNodeWithoutAnUpload() throws Exception {
    Path place = Files.createDirectories(folder.resolve("vcsim"));
    try (ClusterOnVcsim site =
        ClusterOnVcsim.start(place, "-library=Appliances/hcc=" + PROJECT.resolve(DESCRIPTOR))) {
      site.worker().open();
      site.edit(
          PROJECT.resolve("packages/horizon-cloud-connector.ova").toString(),
          "{library: Appliances, item: hcc}");

      CommandLineRun apply = site.run("apply", "--auto-approve");

      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out()).contains("item hcc of library Appliances, version 1");
      assertThat(site.run("plan").out()).startsWith("No changes.");
    }
  }

  private Path descriptorOfItsOwn() throws IOException {
    Path library = folder.resolve(".slipway/sandbox/sandbox/libraries/Own");
    Files.createDirectories(library);
    return Files.copy(PROJECT.resolve(DESCRIPTOR), library.resolve("horizon-cloud-connector.ovf"));
  }

  private void edit(String old, String replacement) throws IOException {
    String text = Files.readString(blueprint);
    assertThat(text).contains(old);
    Files.writeString(blueprint, text.replace(old, replacement));
  }

  private CommandLineRun slipway(String command, String... more) {
    return run(
        Stream.concat(Stream.of(command, blueprint.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private CommandLineRun run(String... arguments) {
    return new CommandLineRun.Shell(folder)
        .run(
            Stream.concat(Stream.of(arguments), Stream.of("-i", "sandbox.yaml"))
                .toArray(String[]::new));
  }
}
