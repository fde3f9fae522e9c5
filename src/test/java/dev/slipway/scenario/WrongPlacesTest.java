package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What vCenter does not have, or has of somebody else, is said by plan, and nothing is touched. */
class WrongPlacesTest {
  private static final int INPUT_WRONG = 3;
  private static final int CONFLICT = 4;
  private static final String RULES = "/clusters/LON~1mgmt-01/rules";
  private static final String STATE = ".slipway/sandbox/sandbox/vcenter.json";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "datacenter: LON       | datacenter: LONDON     | there is no datacenter LONDON | 6:17 |"
            + " these to this user: FRA, LON. | in the inventory file",
        "cluster: mgmt-01      | cluster: mgmt-1        | there is no cluster mgmt-1    | 7:14 |"
            + " these to this user: edge-01, mgmt-01. | Did you mean \"mgmt-01\"?",
        "datastore: vsan-01    | datastore: vsan-10     | there is no datastore vsan-10 | 8:16 |"
            + " these to this user: nfs-01, vsan-01. | Did you mean \"vsan-01\"?",
        "Network: horizon-mgmt | Network: horizon-mngmt | there is no network horizon-mngmt |"
            + " 10:28 | The hosts of mgmt-01 have VM Network, horizon-dmz, horizon-mgmt. |"
            + " Did you mean \"horizon-mgmt\"?"
      })
  void aPlaceThatIsNotThereNamesThoseThatAre(
      String written, String instead, String summary, String place, String existing, String advice)
      throws IOException {
    workplace.inventory(written, instead);

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run, INPUT_WRONG, "error: " + summary, "--> site.yaml:" + place, existing, advice);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void twoPlacesThatAreNotThereAreToldTogether() throws IOException {
    workplace.inventory("mgmt-01", "mgmt-1").inventory("vsan-01", "vsan-10");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(run, INPUT_WRONG, "no cluster mgmt-1", "no datastore vsan-10");
    workplace.assertGolden("places-not-found", run);
  }

  @Test
  void separateHostsAreRefusedWhereThereIsOneHost() throws IOException {
    workplace.inventory("mgmt-01", "edge-01");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: too few hosts to separate the nodes",
        "--> hcc.yaml:14:20",
        "Cluster edge-01 has 1 usable host (of 1) for 2 nodes.",
        "separateHosts to preferred");
    workplace.assertGolden("too-few-hosts", run);
  }

  @Test
  void separateHostsThatAreOnlyPreferredAreAWarning() throws IOException {
    workplace
        .inventory("mgmt-01", "edge-01")
        .blueprint("separateHosts: required", "separateHosts: preferred");

    CommandLineRun plan = workplace.plan();
    CommandLineRun apply = workplace.apply();

    workplace.assertTold(
        plan, 0, "warning: too few hosts to separate the nodes", "--> hcc.yaml:14:20");
    assertThat(plan.err()).doesNotContain("set separateHosts to preferred");
    assertThat(plan.out()).contains("Plan: ");
    workplace.assertTold(apply, 0, "warning: too few hosts");
    assertThat(apply.out()).contains("Apply complete!");
  }

  @Test
  void aVmOfAnotherBlueprintIsNotTouched() throws IOException {
    assertThat(workplace.apply().exitCode()).isZero();
    String before = Files.readString(workplace.file(STATE));
    workplace.blueprint("name: hcc-london", "name: hcc-paris");

    CommandLineRun plan = workplace.plan();
    CommandLineRun apply = workplace.apply();

    workplace.assertTold(
        plan,
        CONFLICT,
        "error: a VM named hcc-lon-1 is not ours",
        "--> hcc.yaml:11:14",
        "It belongs to node hcc-lon-1 of blueprint hcc-london.",
        "error: a VM named hcc-lon-2 is not ours",
        "Rename the node, choose another folder");
    workplace.assertGolden("foreign-vm", plan);
    workplace.assertTold(apply, CONFLICT, "a VM named hcc-lon-1 is not ours");
    assertThat(workplace.file(STATE)).hasContent(before);
  }

  @Test
  void aRuleThatIsNotOursIsNotTouched() throws IOException {
    String rule =
        """
        {"clusters": {"LON/mgmt-01": {"rules": {"hcc-london":
            {"type": "ANTI_AFFINITY", "enabled": true, "mandatory": false,
             "vms": ["vm-7", "vm-8"], "hosts": [], "dependsOn": []}}}}}
        """;
    workplace.write(STATE, rule);

    CommandLineRun run = workplace.apply();

    workplace.assertTold(
        run,
        CONFLICT,
        "error: a rule named hcc-london is not ours",
        "--> hcc.yaml:14:20",
        "It names none of this blueprint's VMs.",
        "Rename that rule or the blueprint.");
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(workplace.file(STATE).toFile()).at(RULES))
        .isEqualTo(mapper.readTree(rule).at(RULES));
  }
}
