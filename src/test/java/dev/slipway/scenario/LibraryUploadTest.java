package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.StoppedApply;
import dev.slipway.model.ItemName;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that is put into a content library once, and deployed from there by whoever comes. */
class LibraryUploadTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path PACKAGE = PROJECT.resolve("packages/horizon-cloud-connector.ova");
  private static final String DESCRIPTOR =
      "src/main/packages/horizon-cloud-connector/horizon-cloud-connector.ovf";
  private static final String ITEM = "horizon-cloud-connector";
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
                "{library: Own, path: " + PACKAGE + "}\n"));
    Files.copy(PROJECT.resolve("inventories/sandbox.yaml"), folder.resolve("sandbox.yaml"));
    Files.createDirectories(library("Own"));
  }

  @Test
  void isUploadedOnceAndDeployedByEveryNodeAndTheNextBlueprint() throws IOException {
    CommandLineRun plan = slipway("plan");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("item/Own/horizon-cloud-connector")
        .contains("item horizon-cloud-connector of library Own, from horizon-cloud-connector.ova")
        .doesNotContain("cloneOf");

    CommandLineRun apply = slipway("apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.err())
        .contains("upload horizon-cloud-connector.ova to library Own as item " + ITEM);
    assertThat(apply.out()).contains("Apply complete! Resources: 8 added, 2 changed, 0 destroyed.");
    assertThat(slipway("plan").out()).startsWith("No changes.");

    assertThat(slipway("destroy", "--auto-approve").exitCode()).isZero();
    assertThat(library("Own").resolve(ITEM + ".ovf")).exists();
    edit("name: hcc-london", "name: hcc-again");
    assertThat(slipway("plan").out())
        .contains("vm/hcc-lon-1")
        .doesNotContain("item/Own", "upload horizon");
    CommandLineRun again = slipway("apply", "--auto-approve");
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  @Test
  void convergesAfterEveryStopUntilTheNodesAreThere() throws Exception {
    Path inventory = folder.resolve("sandbox.yaml");
    for (int stopped = 1; stopped <= 4; stopped++) {
      Path here = Files.createDirectories(folder.resolve("after-" + stopped));
      Files.createDirectories(here.resolve(".slipway/sandbox/sandbox/libraries/Own"));
      new StoppedApply(here, blueprint, inventory).after(stopped);

      String[] rest = {blueprint.toString(), "-i", inventory.toString()};
      CommandLineRun again = run(here, rest, "apply", "--auto-approve");
      assertThat(again.exitCode()).as("after %d: %s", stopped, again.err()).isZero();
      assertThat(run(here, rest, "plan").out()).startsWith("No changes.");
    }
  }

  @Test
  void itsNameIsTheUsersChoice() throws IOException {
    edit("library: Own,", "library: Own, item: hcc 2.4,");

    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    assertThat(library("Own").resolve("hcc 2.4.ovf")).exists();
  }

  @Test
  void whatSomebodyElsePutThereIsNeitherTakenNorReplaced() throws IOException {
    Path other = library("Own").resolve(ITEM + ".ovf");
    Files.copy(PROJECT.resolve(DESCRIPTOR), other);

    CommandLineRun plan = slipway("plan");
    assertThat(plan.exitCode()).isEqualTo(CONFLICT);
    assertThat(plan.err())
        .contains("error: the library has another item of this name")
        .contains("was not made by Slipway", "Give another name with \"item\".");

    Files.writeString(
        library("Own").resolve(ITEM + ".description"), "x.ova, slipway sha256:" + "0".repeat(64));
    assertThat(slipway("plan").err()).contains("it was made from another package");
  }

  @Test
  void whatAKilledRunLeftIsFinished() throws IOException {
    Files.writeString(
        library("Own").resolve(ITEM + ".description"), "x.ova, slipway sha256:" + "0".repeat(64));

    assertThat(slipway("plan").out()).contains("what an earlier run left without content");
    CommandLineRun apply = slipway("apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void librariesThatTakeNothingAreRefused() throws IOException {
    edit("library: Own", "library: Owm");
    CommandLineRun unknown = slipway("plan");
    assertThat(unknown.exitCode()).isEqualTo(INPUT_WRONG);
    assertThat(unknown.err())
        .contains("error: there is no content library \"Owm\"", "Did you mean \"Own\"?")
        .contains("hcc-london.yaml:9:22");

    edit("library: Owm", "library: Remote");
    Files.createDirectories(library("Remote"));
    Files.createFile(library("Remote").resolve("subscribed"));
    CommandLineRun subscribed = slipway("plan");
    assertThat(subscribed.exitCode()).isEqualTo(INPUT_WRONG);
    assertThat(subscribed.err()).contains("error: nothing can be put into this library");
  }

  @Test
  void validateReadsThePackageWithoutAVCenter() throws IOException {
    CommandLineRun right = slipway("validate");
    assertThat(right.exitCode()).as(right.err()).isZero();
    assertThat(right.err()).doesNotContain("not looked at");

    edit("  acceptEula: true", "  deploymentOption: huge");
    assertThat(slipway("validate").err())
        .contains("error: the package has no deployment option huge");
  }

  @Test
  void aSavedPlanUploadsWhatItWasMadeWith() throws IOException {
    Path own = Files.copy(PACKAGE, folder.resolve("hcc.ova"));
    edit(PACKAGE.toString(), "hcc.ova");
    assertThat(slipway("plan", "-o", "plan.json").exitCode()).isZero();

    CommandLineRun apply = run(folder, new String[] {}, "apply", "plan.json", "-i", "sandbox.yaml");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan").out()).startsWith("No changes.");
    assertThat(own).exists();
  }

  @Test
  void oneItemIsNotTwoPackages() throws IOException {
    edit(", path: " + PACKAGE, ", item: hcc, path: https://example.test/x.ova");

    assertThat(slipway("validate").err())
        .contains("error: only a file is put into a content library");
  }

  @Test
  void crossesTheWireToASimulatedVCenterOnce() throws Exception {
    Vcsim.assumeAvailable();
    try (ClusterOnVcsim site = onVcsim()) {
      site.worker().open();

      CommandLineRun apply = site.run("apply", "--auto-approve");

      assertThat(apply.exitCode()).as(apply.err()).isZero();
      Map<String, Integer> names = new TreeMap<>();
      for (JsonNode upload : site.uploads()) {
        assertThat(upload.path("complete").asBoolean()).isTrue();
        names.merge(upload.path("path").asText().replaceFirst(".*/", ""), 1, Integer::sum);
      }
      assertThat(names.keySet()).contains(ITEM + ".ovf").allMatch(name -> !name.endsWith(".ova"));
      assertThat(names.values()).allMatch(count -> count == 1);
      assertThat(site.run("plan").out()).startsWith("No changes.");
    }
  }

  @Test
  void aRunThatIsKilledInTheUploadIsFinishedByTheNext() throws Exception {
    Vcsim.assumeAvailable();
    try (ClusterOnVcsim site = onVcsim("-upload-rate=8000000")) {
      site.worker().open();
      try (SlipwayProcess apply = site.apply()) {
        apply.awaiting("bytes of the disk arrive", () -> site.uploadsBegun() == 2);
        apply.kill();
        site.outliveLocks();
      }
      assertThat(item(site).isHalfMade()).isTrue();

      KilledApplyTest.assertConverges(site);
      assertThat(item(site).isHalfMade()).isFalse();
    }
  }

  private ClusterOnVcsim onVcsim(String... flags) throws Exception {
    Path place = Files.createDirectories(folder.resolve("vcsim"));
    ClusterOnVcsim site =
        ClusterOnVcsim.start(
            place,
            Stream.concat(
                    Stream.of("-library=Own/other=" + PROJECT.resolve(DESCRIPTOR)),
                    Stream.of(flags))
                .toArray(String[]::new));
    site.edit(PACKAGE.toString(), "{library: Own, path: " + PACKAGE + "}");
    return site;
  }

  private static ObservedItem item(ClusterOnVcsim site) throws InterruptedException {
    try (VCenter vcenter = site.connect()) {
      return vcenter
          .observeItem(new ItemName("Own", ITEM))
          .found()
          .flatMap(ObservedLibrary::item)
          .orElseThrow();
    }
  }

  private Path library(String name) {
    return folder.resolve(".slipway/sandbox/sandbox/libraries").resolve(name);
  }

  private void edit(String old, String replacement) throws IOException {
    String text = Files.readString(blueprint);
    assertThat(text).contains(old);
    Files.writeString(blueprint, text.replace(old, replacement));
  }

  private CommandLineRun slipway(String command, String... more) {
    return run(
        folder,
        new String[] {blueprint.toString(), "-i", "sandbox.yaml"},
        Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private static CommandLineRun run(Path here, String[] rest, String... arguments) {
    return new CommandLineRun.Shell(here)
        .run(Stream.concat(Stream.of(arguments), Stream.of(rest)).toArray(String[]::new));
  }
}
