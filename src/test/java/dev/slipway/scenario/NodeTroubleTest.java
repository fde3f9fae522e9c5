package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong on the nodes, over real SSH, is told with what they said. */
class NodeTroubleTest {
  private static final int FAILED = 1;
  private static final String DEFINITION = "mine/horizon-cloud-connector/";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void aHostKeyThatChangedIsRefused() throws IOException {
    assertThat(workplace.apply().exitCode()).isZero();
    swapHostKeys();

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        FAILED,
        "error: host key of 10.20.0.11 is not the expected one",
        "It presented SHA256:FINGERPRINT; expected SHA256:FINGERPRINT, which vCenter remembers",
        "If the node was rebuilt on purpose",
        "If not, somebody may be in between.");
    workplace.assertGolden("host-key-changed", run);
  }

  @Test
  void aKeyThatTheNodeDoesNotKnowIsRefused() throws IOException {
    workplace.blueprint(
        "podType: on-premises",
        "podType: on-premises\n    sshPublicKey: ssh-ed25519"
            + " AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");

    workplace.assertTold(
        workplace.apply(),
        FAILED,
        "error: SSH login of ccadmin on 10.20.0.11 was refused",
        "id_ed25519 is not accepted",
        "have the public half among its authorized keys",
        "the same command carries on from there");
  }

  @Test
  void aJoinScriptThatIsNotThereShowsWhatTheShellSaid() throws IOException {
    workplace.blueprint(
        "podType: on-premises",
        "podType: on-premises\n    primaryScript: /opt/vmware/sbin/no-such-script.sh");

    workplace.assertTold(
        workplace.apply(),
        FAILED,
        "error: step \"Ask the primary node for the join command\" failed",
        "On hcc-lon-1 (10.20.0.11): exit status 127",
        "/opt/vmware/sbin/no-such-script.sh");
  }

  @Test
  void aJoinCommandForAnotherPrimaryIsNotRun() throws IOException {
    workplace
        .withOwnTemplates()
        .edit(
            DEFINITION + "sandbox.yaml",
            "worker-cluster-config.sh -a $self.address",
            "worker-cluster-config.sh -a 10.66.6.6");

    CommandLineRun run = workplace.apply("--templates", "mine");

    workplace.assertTold(
        run,
        FAILED,
        "error: step \"Ask the primary node for the join command\" failed",
        "\"joinCommand\" is not what is expected, and is not used",
        "it names the address 10.66.6.6");
    assertThat(run.err()).contains("Run the join command on the worker node: not begun");
  }

  @Test
  void aGuestThatReportsNoAddressIsDiagnosed() throws IOException {
    workplace
        .withOwnTemplates()
        .edit(DEFINITION + "sandbox.yaml", "address: hcc.ip0", "address: hcc.nothing")
        .edit(DEFINITION + "appliance.yaml", "addressTimeout: 15m", "addressTimeout: 7s");

    workplace.assertTold(
        workplace.apply("--templates", "mine"),
        FAILED,
        "error: hcc-lon-1 did not report 10.20.0.11",
        "It reports no address after 7 s; VMware Tools: guestToolsRunning; power: on; host: esx-0",
        "Look at the VM's console");
  }

  @Test
  void aGuestThatReportsAnotherAddressIsDiagnosed() throws IOException {
    workplace
        .withOwnTemplates()
        .edit(DEFINITION + "sandbox.yaml", "address: hcc.ip0", "address: hcc.gateway");

    workplace.assertTold(
        workplace.apply("--templates", "mine"),
        FAILED,
        "error: hcc-lon-1 did not report 10.20.0.11",
        "It reports 10.20.0.1 after 900 s; VMware Tools: guestToolsRunning",
        "look for a DHCP server that answers first");
  }

  private void swapHostKeys() throws IOException {
    Path file = workplace.file(".slipway/sandbox/sandbox/appliances.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode machines = (ObjectNode) mapper.readTree(file.toFile());
    ObjectNode one = (ObjectNode) machines.path("hcc-lon-1");
    ObjectNode two = (ObjectNode) machines.path("hcc-lon-2");
    var key = one.path("hostKey");
    one.set("hostKey", two.path("hostKey"));
    two.set("hostKey", key);
    mapper.writeValue(file.toFile(), machines);
  }
}
