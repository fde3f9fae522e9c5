package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.planfile.EditedSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The datastore of each new node is chosen at plan time, shown, and kept by a saved plan. */
class DatastoreClusterTest {
  private static final int INPUT_WRONG = 3;
  private static final int CONFLICT = 4;
  private static final String DATASTORE = "    datastore: vsan-01\n";
  private static final long PLENTY = 9L << 40;
  private static final String CHOICE = "pod-01/nfs-12 (most free: ";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder).inventory(DATASTORE, "    datastoreCluster: pod-01\n");
  }

  @Test
  void theChoiceIsShownAndNodesThatExistAreLeftAlone() {
    CommandLineRun applied = workplace.apply();
    CommandLineRun again = workplace.plan("--detailed-exitcode");

    workplace.assertTold(applied, 0, "");
    assertThat(applied.out()).contains(CHOICE + "3.0 TiB)", "Apply complete!");
    workplace.assertTold(again, 0, "");
  }

  @Test
  void aDatastoreClusterThatIsMissingNamesThoseThatAre() throws IOException {
    workplace.inventory("pod-01", "pod-1");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: there is no datastore cluster pod-1",
        "--> site.yaml:8:23",
        "Did you mean \"pod-01\"?");
  }

  @Test
  void aSavedPlanKeepsItsChoiceThoughAnotherHasMoreRoomNow() throws IOException {
    CommandLineRun planned =
        planIn(member("nfs-11").andThen(each -> each.put("free_bytes", PLENTY)));

    CommandLineRun applied = workplace.shell().run("apply", "plan.json", "-i", Workplace.INVENTORY);

    assertThat(planned.out()).contains("pod-01/nfs-11 (most free: ");
    workplace.assertTold(applied, 0, "");
    assertThat(applied.out()).contains("pod-01/nfs-11", "Apply complete!").doesNotContain("nfs-12");
  }

  @Test
  void aSavedPlanIsRefusedWhenAMemberIsGone() throws IOException {
    planIn(member("nfs-12").andThen(each -> each.put("name", "nfs-13")));

    workplace.assertTold(
        workplace.shell().run("apply", "plan.json", "-i", Workplace.INVENTORY),
        CONFLICT,
        "error: the saved plan is out of date",
        "nfs-13");
  }

  /** Saves a plan that was made when the datastore cluster was another one. */
  private CommandLineRun planIn(Function<ObjectNode, ObjectNode> change) throws IOException {
    CommandLineRun taken =
        workplace
            .shell()
            .run("snapshot", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY, "-o", "s.json");
    workplace.assertTold(taken, 0, "");
    EditedSnapshot.edit(
        workplace.file("s.json"),
        world -> {
          var unused = change.apply(world);
        });
    CommandLineRun planned = workplace.plan("--snapshot", "s.json", "-o", "plan.json");
    workplace.assertTold(planned, 0, "");
    return planned;
  }

  private static Function<ObjectNode, ObjectNode> member(String name) {
    return world -> {
      for (JsonNode each : world.at("/datastores/value")) {
        if (each.path("name").asText().equals(name)) {
          return (ObjectNode) each;
        }
      }
      throw new AssertionError("no member " + name);
    };
  }
}
