package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as the README shows it, on the embedded sandbox. */
class SandboxMainJobTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath();

  @TempDir Path folder = Path.of("");
  private Path blueprint = Path.of("");
  private Path inventory = Path.of("");

  @BeforeEach
  void copyTheExample() throws IOException {
    blueprint = folder.resolve("hcc-london.yaml");
    Files.writeString(
        blueprint,
        Files.readString(PROJECT.resolve("blueprints/hcc-london.yaml"))
            .replace("packages/", PROJECT + "/packages/"));
    inventory = folder.resolve("sandbox.yaml");
    Files.copy(PROJECT.resolve("inventories/sandbox.yaml"), inventory);
  }

  @Test
  void appliesProvesChangesAndDestroys() throws IOException {
    CommandLineRun apply = slipway("apply", "--auto-approve");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out())
        .contains("Plan: 7 to add, 2 to change, 0 to destroy.")
        .containsPattern("hcc-lon-1 +primary +10\\.20\\.0\\.11 +esx-0\\d\\.lon\\.sandbox +yes")
        .containsPattern("hcc-lon-2 +worker +10\\.20\\.0\\.12 +esx-0\\d\\.lon\\.sandbox +yes")
        .contains("Apply complete! Resources: 7 added, 2 changed, 0 destroyed.");
    assertThat(apply.err()).contains("sandbox (nothing real is deployed)");

    CommandLineRun second = slipway("plan", "--detailed-exitcode");
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).startsWith("No changes.");

    CommandLineRun again = slipway("apply", "--auto-approve");
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("0 added, 0 changed, 0 destroyed");

    Files.writeString(
        blueprint,
        Files.readString(blueprint).replace("separateHosts: required", "separateHosts: preferred"));
    CommandLineRun changed = slipway("plan", "--detailed-exitcode");
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.out())
        .contains("# rule/hcc-london will be updated in-place")
        .contains("~ mandatory = true -> false")
        .contains("Plan: 0 to add, 1 to change, 0 to destroy.");
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    assertThat(slipway("plan", "--detailed-exitcode").exitCode()).isZero();

    CommandLineRun destroy = slipway("destroy", "--auto-approve");
    assertThat(destroy.exitCode()).isZero();
    assertThat(destroy.out()).contains("Destroy complete! Resources: 7 destroyed.");
    CommandLineRun afterwards = slipway("plan", "--detailed-exitcode");
    assertThat(afterwards.exitCode()).isEqualTo(2);
    assertThat(afterwards.out()).contains("Plan: 7 to add, 0 to change, 0 to destroy.");
    assertThat(slipway("destroy", "--auto-approve").out()).startsWith("No changes.");
  }

  @Test
  void aNodeOnAnotherAddressCannotBeChangedInPlace() throws IOException {
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    Files.writeString(
        blueprint, Files.readString(blueprint).replace("ip: 10.20.0.12", "ip: 10.20.0.13"));

    CommandLineRun plan = slipway("plan");

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.out()).contains("\"10.20.0.12\" -> \"10.20.0.13\"");
    assertThat(plan.err())
        .contains("error: hcc-lon-2 would have to be rebuilt")
        .contains("--replace vm/hcc-lon-2");

    CommandLineRun apply = slipway("apply", "--auto-approve", "--replace", "vm/hcc-lon-2");
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out())
        .contains("# vm/hcc-lon-2 must be replaced")
        .contains("Plan: 3 to add, 1 to change, 1 to destroy.")
        .containsPattern("hcc-lon-2 +worker +10\\.20\\.0\\.13 +esx-0\\d\\.lon\\.sandbox +yes");
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void aSavedPlanOfAReplacementIsCarriedOutAsItIs() {
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    assertThat(slipway("plan", "--replace", "vm/hcc-lon-1", "-o", "plan.json").exitCode()).isZero();

    CommandLineRun another =
        shell().run("apply", "plan.json", "-i", inventory.toString(), "--target", "ha/mgmt-01");
    assertThat(another.exitCode()).isEqualTo(3);
    CommandLineRun apply = shell().run("apply", "plan.json", "-i", inventory.toString());
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out()).contains("# vm/hcc-lon-1 must be replaced");
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void partsAreMadeAndRemovedAlone() {
    CommandLineRun wrong = slipway("plan", "--target", "vm/hcc-lon-3");
    assertThat(wrong.exitCode()).isEqualTo(3);
    assertThat(wrong.err()).contains("no resource of the blueprint is vm/hcc-lon-3");

    CommandLineRun first = slipway("apply", "--auto-approve", "--target", "vm/hcc-lon-1");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).contains("warning: this is a part of the blueprint only");
    assertThat(first.out()).contains("Resources: 2 added, 0 changed, 0 destroyed.");
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();

    CommandLineRun destroy = slipway("destroy", "--auto-approve", "--target", "vm/hcc-lon-2");
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
    assertThat(destroy.out()).contains("Destroy complete! Resources: 3 destroyed.");
    assertThat(slipway("apply", "--auto-approve").exitCode()).isZero();
    assertThat(slipway("plan").out()).startsWith("No changes.");
  }

  @Test
  void asksBeforeItChangesAnything() {
    CommandLineRun refused = shell().answering("y\n").run(arguments("apply"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).contains("Only `yes` is accepted").contains("Nothing was changed.");
    assertThat(slipway("plan").out()).contains("Plan: 7 to add, 2 to change, 0 to destroy.");

    CommandLineRun approved = shell().answering("yes\n").run(arguments("apply"));
    assertThat(approved.exitCode()).as(approved.err()).isZero();
  }

  @Test
  void refusesToChangeAnythingWhenNobodyCanBeAsked() {
    CommandLineRun apply = slipway("apply");

    assertThat(apply.exitCode()).isEqualTo(3);
    assertThat(apply.err()).contains("--auto-approve");
  }

  @Test
  void keepsTheSecretOutOfEverythingItWrites() throws IOException {
    String canary = "Canary-7f3a9c!x";
    CommandLineRun apply =
        shell().with("HCC_ROOT_PASSWORD", canary).run(arguments("apply", "--auto-approve"));

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out() + apply.err()).doesNotContain(canary);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(canary);
      }
    }
  }

  private CommandLineRun slipway(String command, String... options) {
    return shell().run(arguments(command, options));
  }

  private CommandLineRun.Shell shell() {
    return new CommandLineRun.Shell(folder);
  }

  private String[] arguments(String command, String... options) {
    return Stream.concat(
            Stream.of(command, blueprint.toString(), "-i", inventory.toString()),
            List.of(options).stream())
        .toArray(String[]::new);
  }
}
