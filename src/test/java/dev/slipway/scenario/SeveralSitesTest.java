package dev.slipway.scenario;

import static dev.slipway.scenario.ClusterOnVcsim.PRIMARY;
import static dev.slipway.scenario.ClusterOnVcsim.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One inventory file for several vCenters. */
class SeveralSitesTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final String LONDON = "hcc-london.yaml";
  private static final String PARIS = "hcc-paris.yaml";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void copyTheExamples() throws IOException {
    for (String blueprint : List.of(LONDON, PARIS, "pod-london.yaml", "pod-paris.yaml")) {
      Files.writeString(
          folder.resolve(blueprint),
          Files.readString(PROJECT.resolve("blueprints").resolve(blueprint))
              .replace("packages/", PROJECT + "/packages/"));
    }
    for (String inventory : List.of("sandbox.yaml", "sandbox-sites.yaml")) {
      Files.copy(PROJECT.resolve("inventories").resolve(inventory), folder.resolve(inventory));
    }
  }

  @Test
  void oneApplianceRunsInTwoSites() {
    for (CommandLineRun apply :
        List.of(
            slipway("apply", LONDON, "--auto-approve", "--site", "london"),
            slipway("apply", PARIS, "--auto-approve"))) {
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out())
          .contains("Apply complete! Resources: 7 added, 2 changed, 0 destroyed.");
    }

    CommandLineRun paris = slipway("plan", PARIS, "--detailed-exitcode");
    assertThat(paris.exitCode()).as(paris.err()).isZero();
    assertThat(paris.out()).startsWith("No changes.");
    assertThat(slipway("plan", LONDON, "--site", "london").out()).startsWith("No changes.");
    assertThat(slipway("status", PARIS).out()).contains("hcc-par-1").doesNotContain("hcc-lon-1");

    CommandLineRun destroy = slipway("destroy", PARIS, "--auto-approve");
    assertThat(destroy.out()).as(destroy.err()).contains("Destroy complete!");
    assertThat(slipway("plan", PARIS).out()).contains("Plan: 7 to add");
    assertThat(slipway("plan", LONDON, "--site", "london").out()).startsWith("No changes.");
    assertThat(slipway("destroy", LONDON, "--auto-approve", "--site", "london").exitCode())
        .isZero();
  }

  @Test
  void aPodRunsInEachSite() {
    assertRuns("pod-london.yaml", "28", "--site", "london");
    assertRuns("pod-paris.yaml", "15");
  }

  private void assertRuns(String pod, String parts, String... site) {
    String[] approved =
        Stream.concat(Stream.of("--auto-approve"), Stream.of(site)).toArray(String[]::new);
    String whole = "Plan: %s to add".formatted(parts);
    CommandLineRun plan = slipway("plan", pod, site);
    assertThat(plan.out()).as(plan.err()).contains(whole);

    CommandLineRun apply = slipway("apply", pod, approved);
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan", pod, site).out()).startsWith("No changes.");

    CommandLineRun destroy = slipway("destroy", pod, approved);
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
    assertThat(slipway("plan", pod, site).out()).contains(whole);
  }

  @Test
  void aSavedPlanKnowsItsSite() {
    assertThat(slipway("plan", PARIS, "-o", "plan.json").exitCode()).isZero();

    CommandLineRun elsewhere = slipway("apply", "plan.json", "--site", "london");
    assertThat(elsewhere.exitCode()).isEqualTo(3);
    assertThat(elsewhere.err())
        .contains("error: this is for another site than the one that was asked for")
        .contains("--> plan.json:1:1")
        .contains("It is for paris, and --site says london.");
    CommandLineRun apply = slipway("apply", "plan.json");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(slipway("plan", PARIS).out()).startsWith("No changes.");
  }

  @Test
  void snapshotsAreOfASite() {
    CommandLineRun snapshot = slipway("snapshot", PARIS, "-o", "world.json");
    assertThat(snapshot.exitCode()).as(snapshot.err()).isZero();

    CommandLineRun plan = slipway("plan", PARIS, "--snapshot", "world.json");
    assertThat(plan.out()).as(plan.err()).contains("Plan: 7 to add");
  }

  @Test
  void locksAreThoseOfASite() {
    assertThat(
            shell().run("lock", "list", "-i", "sandbox-sites.yaml", "--site", "paris").exitCode())
        .isZero();
    CommandLineRun which = shell().run("lock", "list", "-i", "sandbox-sites.yaml");
    assertThat(which.exitCode()).isEqualTo(3);
    assertThat(which.err())
        .contains("error: the inventory file has several sites")
        .contains("sandbox-sites.yaml:18:3")
        .contains("They are london, paris, and nothing says which one is meant.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hcc-london.yaml | sandbox-sites.yaml |        | the inventory file has several sites",
        "hcc-london.yaml | sandbox-sites.yaml | pariss | Did you mean \"paris\"?",
        "hcc-paris.yaml  | sandbox-sites.yaml | london | hcc-paris.yaml:8:9",
        "hcc-paris.yaml  | sandbox.yaml       |        | the inventory file has no site \"paris\"",
        "hcc-london.yaml | sandbox.yaml       | paris  | Known: sandbox.",
      })
  void theSiteMustBeOneOfTheFile(String blueprint, String inventory, String site, String problem) {
    Stream<String> asked = site == null ? Stream.of() : Stream.of("--site", site);
    CommandLineRun plan =
        shell()
            .run(
                Stream.concat(Stream.of("plan", blueprint, "-i", inventory), asked)
                    .toArray(String[]::new));

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.err()).contains(problem);
  }

  @Test
  void aBrokenBlueprintIsNotAskedForItsSiteToo() throws IOException {
    Path blueprint = folder.resolve(PARIS);
    Files.writeString(blueprint, Files.readString(blueprint).replace("nodes:", "nods:"));

    assertThat(slipway("plan", PARIS).err())
        .contains("unknown key \"nods\"")
        .doesNotContain("several sites");
  }

  @Test
  void aFileOfOneSiteMayBeNamed() {
    CommandLineRun plan = shell().run("plan", LONDON, "-i", "sandbox.yaml", "--site", "sandbox");

    assertThat(plan.exitCode()).as(plan.err()).isZero();
  }

  @Test
  void twoVCentersAreKeptApart() throws Exception {
    Vcsim.assumeAvailable();
    try (ClusterOnVcsim london = ClusterOnVcsim.start(Files.createDirectory(folder.resolve("a")));
        ClusterOnVcsim paris = ClusterOnVcsim.start(Files.createDirectory(folder.resolve("b")))) {
      london.worker().open();
      paris.worker().open();
      Files.writeString(
          folder.resolve("sites.yaml"),
          """
          apiVersion: slipway/v1
          kind: Inventory
          metadata: {name: both}
          spec:
            sites:
          """
              + blockOf("a", "london")
              + blockOf("b", "paris"));
      london.edit("spec:", "spec:\n  site: london");
      paris.edit("spec:", "spec:\n  site: paris");

      CommandLineRun apply = onBoth("apply", "a", "--auto-approve");

      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(london.vm(PRIMARY)).isPresent();
      assertThat(paris.vm(PRIMARY)).isEmpty();
      assertThat(onBoth("apply", "b", "--auto-approve").exitCode()).isZero();
      assertThat(paris.vm(WORKER)).isPresent();
      for (String site : List.of("a", "b")) {
        assertThat(onBoth("plan", site).out()).startsWith("No changes.");
      }
      assertThat(onBoth("destroy", "a", "--auto-approve").exitCode()).isZero();
      assertThat(london.vm(PRIMARY)).isEmpty();
      assertThat(onBoth("plan", "b").out()).startsWith("No changes.");
    }
  }

  /** What the inventory file of one vCenter says, as the block of a site. */
  private String blockOf(String place, String site) throws IOException {
    String text = Files.readString(folder.resolve(place).resolve("inventory.yaml"));
    return "    %s:\n".formatted(site)
        + text.substring(text.indexOf("spec:\n") + "spec:\n".length())
            .replace("privateKey: ccadmin", "privateKey: " + place + "/ccadmin")
            .indent(4);
  }

  private CommandLineRun onBoth(String command, String place, String... options) {
    return shell()
        .with("VSPHERE_USER", "user")
        .with("VSPHERE_PASSWORD", "pass")
        .with("HCC_ROOT_PASSWORD", "correct horse battery staple")
        .run(
            Stream.concat(
                    Stream.of(command, place + "/blueprint.yaml", "-i", "sites.yaml"),
                    Stream.of(options))
                .toArray(String[]::new));
  }

  private CommandLineRun slipway(String command, String what, String... options) {
    return shell()
        .run(
            Stream.concat(Stream.of(command, what, "-i", "sandbox-sites.yaml"), Stream.of(options))
                .toArray(String[]::new));
  }

  private CommandLineRun.Shell shell() {
    return new CommandLineRun.Shell(folder);
  }
}
