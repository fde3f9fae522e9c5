package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node leaves its cluster before it goes, and when an operator says so. */
class LeaveTest {
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void build() throws IOException {
    workplace = new Workplace(folder);
    assertThat(workplace.apply().exitCode()).isZero();
  }

  @Test
  void anOperatorTakesAWorkerOutAndApplyTakesItBack() {
    CommandLineRun left = sequence("leave", "--auto-approve");

    assertThat(left.exitCode()).as(left.err()).isZero();
    assertThat(left.out())
        .contains("configuration/hcc-lon-2.leave", "Sequence complete! leave is proven.");
    assertThat(left.err()).contains("Move what runs on the worker node away");
    assertThat(workplace.plan().out()).contains("membership/hcc-lon-2 will be created");

    CommandLineRun again = sequence("leave", "--auto-approve");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("hcc-lon-2 is no member any more");

    assertThat(workplace.apply().exitCode()).isZero();
    assertThat(workplace.plan().out()).contains("No changes.");
  }

  @Test
  void aReplacedWorkerLeavesFirst() {
    CommandLineRun replaced = workplace.apply("--replace", "vm/hcc-lon-2");

    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    assertThat(replaced.err())
        .containsSubsequence(
            "Remove the worker node from the members",
            "power off hcc-lon-2",
            "destroy hcc-lon-2",
            "Run the join command on the worker node");
  }

  @Test
  void aWorkerThatIsDestroyedAloneLeavesFirst() {
    CommandLineRun destroyed =
        workplace
            .shell()
            .run(
                "destroy",
                Workplace.BLUEPRINT,
                "-i",
                Workplace.INVENTORY,
                "--auto-approve",
                "--target",
                "vm/hcc-lon-2");

    assertThat(destroyed.exitCode()).as(destroyed.err()).isZero();
    assertThat(destroyed.err())
        .containsSubsequence("Remove the worker node from the members", "destroy hcc-lon-2");
  }

  /** Blue/green: the worker is made anew from another package while the primary carries on. */
  @Test
  void aWorkerIsReplacedByOneOfAnotherPackage() throws IOException {
    workplace.blueprint("  acceptEula: true", "  acceptEula: true\n  diskProvisioning: thin");

    CommandLineRun replaced = workplace.apply("--replace", "vm/hcc-lon-2");

    assertThat(replaced.exitCode()).as(replaced.err()).isZero();
    assertThat(replaced.out()).contains("Plan: 2 to add, 1 to change, 1 to destroy.");
    assertThat(replaced.err())
        .contains("warning: hcc-lon-1 was deployed from another package or option")
        .containsSubsequence("destroy hcc-lon-2", "Run the join command on the worker node");
    assertThat(workplace.plan().out()).contains("No changes.");
  }

  @Test
  void nothingIsAskedForWhereSshIsOn() {
    for (String operation : List.of("enable-ssh", "enable-ssh-on-primary")) {
      CommandLineRun run = sequence(operation, "--auto-approve");

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains("is set up already").doesNotContain("passwd");
    }
  }

  @Test
  void whoShallEnableSshIsToldHow() throws IOException {
    workplace
        .withOwnTemplates()
        .edit(
            "mine/horizon-cloud-connector/enable-ssh.yaml",
            "port: 22",
            "run: systemctl is-active sshd");

    workplace.assertTold(
        sequence("enable-ssh", "--auto-approve", "--templates", "mine"),
        5,
        "error: a person has to do something before this can go on",
        "Open the console of hcc-lon-2 in the vSphere Client",
        "passwd ccadmin");
  }

  @Test
  void whatIsNoOperationIsTold() {
    workplace.assertTold(
        sequence("laeve"),
        INPUT_WRONG,
        "there is no operation \"laeve\" for this blueprint",
        "Did you mean \"leave\"?");
    workplace.assertTold(
        sequence("leave", "--node", "hcc-lon-1"),
        INPUT_WRONG,
        "leave is not for node \"hcc-lon-1\"");
  }

  private CommandLineRun sequence(String name, String... options) {
    String[] all = new String[options.length + 6];
    System.arraycopy(
        new String[] {"sequence", "run", name, Workplace.BLUEPRINT, "-i", Workplace.INVENTORY},
        0,
        all,
        0,
        6);
    System.arraycopy(options, 0, all, 6, options.length);
    return workplace.shell().run(all);
  }
}
