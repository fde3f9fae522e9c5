package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes go into a resource pool, which is made only where the inventory file says so. */
class ResourcePoolTest {
  private static final int INPUT_WRONG = 3;
  private static final String CLUSTER = "    cluster: mgmt-01\n";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void aPoolThatIsNotThereNamesThoseThatAre() throws IOException {
    workplace.inventory(CLUSTER, CLUSTER + "    resourcePool: Management/Horizn\n");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: there is no resource pool Management/Horizn",
        "--> site.yaml:8:19",
        "Management, Management/Horizon.",
        "Did you mean \"Management/Horizon\"?");
  }

  @Test
  void aPoolThatIsThereIsUsedAndIsNoResource() throws IOException {
    workplace.inventory(CLUSTER, CLUSTER + "    resourcePool: Management/Horizon\n");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(run, 0, "");
    assertThat(run.out()).containsPattern("resourcePool += \"?Management/Horizon");
    assertThat(run.out()).doesNotContain("pool/mgmt-01");
  }

  @Test
  void nodesStayWhereTheyAreAndThatIsTold() throws IOException {
    CommandLineRun made = workplace.apply();
    workplace.inventory(CLUSTER, CLUSTER + "    resourcePool: Management\n");

    CommandLineRun moved = workplace.plan("--detailed-exitcode");

    workplace.assertTold(made, 0, "");
    assertThat(moved.out()).startsWith("No changes.");
    workplace.assertTold(
        moved,
        0,
        "is not where the blueprint has it",
        "It is in the root resource pool instead of Management. Slipway moves no VM.",
        "--replace vm/");
  }

  @Test
  void aPoolIsMadeChangedAndRemoved() throws IOException {
    workplace.inventory(
        CLUSTER,
        CLUSTER
            + "    resourcePool: {path: Management/Appliances, create: true, cpuShares: high}\n");

    CommandLineRun made = workplace.apply();
    CommandLineRun again = workplace.plan("--detailed-exitcode");
    workplace.inventory("cpuShares: high", "cpuShares: 9000");
    CommandLineRun changed = workplace.apply();
    CommandLineRun destroyed =
        workplace
            .shell()
            .run("destroy", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY, "--auto-approve");

    workplace.assertTold(made, 0, "create resource pool Management/Appliances");
    assertThat(made.out()).contains("+ pool/mgmt-01/Management/Appliances", "Apply complete!");
    workplace.assertTold(again, 0, "");
    workplace.assertTold(changed, 0, "configure resource pool Management/Appliances");
    assertThat(changed.out())
        .contains("~ pool/mgmt-01/Management/Appliances", "0 to add, 1 to change, 0 to destroy");
    workplace.assertTold(destroyed, 0, "removed Management/Appliances");
    assertThat(workplace.file(".slipway/sandbox/sandbox/vcenter.json"))
        .content()
        .doesNotContain("Appliances");
  }
}
