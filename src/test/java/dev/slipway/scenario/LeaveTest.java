package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
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
