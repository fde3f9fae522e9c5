package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences go on where they ended, wait for people, and do nothing twice that must not be. */
class SequenceTest {
  private static final int FAILED = 1;
  private static final int WAITING = 5;
  private static final int INPUT_WRONG = 3;
  private static final String TEMPLATES =
      Path.of("src/test/resources/appliances").toAbsolutePath() + "";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace =
        new Workplace(folder)
            .blueprint("horizon-cloud-connector\n  package", "widget\n  package")
            .blueprint("    podType: on-premises\n", "")
            .blueprint("role: primary", "role: first")
            .blueprint("role: worker", "role: second");
  }

  @Test
  void aGateEndsTheRunWithAnExitCodeOfItsOwnAndTheNextGoesOnThere() throws IOException {
    CommandLineRun waiting = apply();

    workplace.assertTold(
        waiting,
        WAITING,
        "error: a person has to do something before this can go on",
        "Allow hcc-lon-1 on its console.");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo("x");
    assertThat(fact("hcc-lon-2", "counted")).isEqualTo("x");
    assertThat(fact("hcc-lon-1", "registered")).isEqualTo("yes");
    assertThat(fact("hcc-lon-2", "registered")).isEqualTo("yes");
    assertThat(uploaded("hcc-lon-2")).isEqualTo("name=hcc-lon-2\nfirst=10.20.0.11\n");

    workplace.assertTold(apply(), WAITING, "Allow hcc-lon-1");

    set("hcc-lon-1", "allowed", "yes");
    CommandLineRun done = apply();
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(done.err()).contains("an earlier run did it", "it is done already");
    assertThat(fact("hcc-lon-1", "state")).isEqualTo("active");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo("x");
    assertThat(fact("hcc-lon-1", "initialized")).isEqualTo("x");
    assertThat(fact("hcc-lon-1", "named")).isEqualTo("hcc-lon-1");
    assertThat(fact("hcc-lon-1", "sshd")).isEqualTo("on");
    assertThat(Files.readString(appliances().resolveSibling("files/hcc-lon-1/etc/widget/banner")))
        .isEqualTo("Widget hcc-lon-1");
    assertThat(fact("hcc-lon-1", "stored")).isEqualTo("hcc-lon-1");
    assertThat(fact("hcc-lon-2", "stored")).isEqualTo("hcc-lon-2");
    assertThat(workplace.plan("--templates", TEMPLATES).out()).contains("No changes.");
  }

  @Test
  void whatAStepRefersToIsMissedBeforeThereIsAVm() throws IOException {
    workplace.blueprint("    rootPassword:", "    mode: other\n    rootPassword:");

    CommandLineRun run = apply();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: nothing gives a value for $settings.license",
        "Give \"license\" under \"settings\" in the blueprint.");
    assertThat(run.err()).contains("setup.yaml:19:12");
    assertThat(folder.resolve(".slipway/sandbox/sandbox/vcenter.json")).doesNotExist();
  }

  @Test
  void whatIsNotProvenAfterAllStepsIsToldWithItsReason() throws IOException {
    Path widget = Files.createDirectories(folder.resolve("mine/widget"));
    for (String name : List.of("appliance.yaml", "sandbox.yaml", "setup.yaml", "widget.conf.vm")) {
      Files.copy(Path.of(TEMPLATES, "widget", name), widget.resolve(name));
    }
    workplace
        .edit("mine/widget/sandbox.yaml", "allowed: \"no\"", "allowed: \"yes\"")
        .edit(
            "mine/widget/sandbox.yaml",
            "<state>$self.state</state>",
            "<state>#if($self.state == 'active')worn#else$self.state#end</state>");

    CommandLineRun run = workplace.apply("--templates", "mine");

    workplace.assertTold(
        run,
        FAILED,
        "error: the result is not what was planned",
        "a second look finds more to do: configuration/hcc-lon-1.setup (",
        "worn");
  }

  @Test
  void whoSitsAtTheTerminalIsAskedUntilTheProofIsGiven() throws IOException {
    workplace.shell().answering("\n\n");

    CommandLineRun run = apply();

    assertThat(run.err())
        .contains("Allow hcc-lon-1 on its console.", "Press Enter when it is done");
  }

  @Test
  void aSequenceThatWasDoneBeginsAnewOnABrokenNode() throws IOException {
    apply();
    set("hcc-lon-1", "allowed", "yes");
    assertThat(apply().exitCode()).isZero();

    set("hcc-lon-1", "state", "new");
    CommandLineRun again = apply();

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo("xx");
    assertThat(fact("hcc-lon-1", "initialized")).isEqualTo("xx");
  }

  @Test
  void whatAFailedStepLeftIsTakenBackAndNobodyNeedsToLook() throws IOException {
    apply();
    set("hcc-lon-1", "state", "new");
    set("hcc-lon-1", "failing", "yes");

    workplace.assertTold(
        apply(), 1, "error: step \"Initialize the store\" failed", "The disk is full.");
    assertThat(fact("hcc-lon-1", "state")).isEqualTo("new");

    set("hcc-lon-1", "failing", "no");
    set("hcc-lon-1", "allowed", "yes");
    assertThat(apply().exitCode()).isZero();
  }

  @Test
  void anOperatorMayBeginAtAStep() throws IOException {
    apply();
    set("hcc-lon-1", "allowed", "yes");

    CommandLineRun wrong = apply("--from-step", "configuration/hcc-lon-1.setup:cuont");
    workplace.assertTold(wrong, INPUT_WRONG, "there is no step", "Did you mean");

    CommandLineRun run = apply("--from-step", "configuration/hcc-lon-1.setup:ask");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("left out, as --from-step says");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo("x");
  }

  @Test
  void theCertificateSeenAtFirstContactIsTheOnlyOneThatIsAcceptedLater() throws IOException {
    apply();
    set("hcc-lon-1", "allowed", "yes");
    assertThat(apply().exitCode()).isZero();
    assertThat(Files.readString(folder.resolve(".slipway/sandbox/sandbox/vcenter.json")))
        .contains("slipway.certificates");

    Files.delete(folder.resolve(".slipway/sandbox/sandbox/certificates/hcc-lon-1.p12"));
    set("hcc-lon-1", "state", "new");
    CommandLineRun changed = apply();

    workplace.assertTold(
        changed, 4, "error: the certificate of https://10.20.0.11:8443 is another one than before");
    assertThat(fact("hcc-lon-1", "counted")).isEqualTo("xx");
  }

  private CommandLineRun apply(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "--templates";
    all[1] = TEMPLATES;
    System.arraycopy(options, 0, all, 2, options.length);
    return workplace.apply(all);
  }

  private Path appliances() {
    return folder.resolve(".slipway/sandbox/sandbox/appliances.json");
  }

  private String fact(String vm, String name) throws IOException {
    return JSON.readTree(appliances().toFile()).at("/" + vm + "/facts/" + name).asText();
  }

  private void set(String vm, String fact, String value) throws IOException {
    ObjectNode all = (ObjectNode) JSON.readTree(appliances().toFile());
    ((ObjectNode) all.at("/" + vm + "/facts")).put(fact, value);
    JSON.writeValue(appliances().toFile(), all);
  }

  private String uploaded(String vm) throws IOException {
    return Files.readString(
        folder.resolve(".slipway/sandbox/sandbox/files/" + vm + "/etc/widget/widget.conf"));
  }
}
