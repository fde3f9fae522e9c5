package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are clones of a template, on the sandbox: made, left alone, and destroyed. */
class TemplateTest {
  private static final int INPUT_WRONG = 3;
  private static final String TEMPLATES =
      Path.of("src/test/resources/appliances").toAbsolutePath() + "";

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace =
        new Workplace(folder)
            .write(
                Workplace.BLUEPRINT,
                """
                apiVersion: slipway/v1
                kind: ApplianceCluster
                metadata: {name: pod-brokers}
                spec:
                  appliance: broker
                  template: {vm: Templates/w2022-broker, customization: pod-windows}
                  nodes:
                    - {name: cs-lon-1, role: broker, ip: 10.20.0.21}
                    - {name: cs-lon-2, role: broker, ip: 10.20.0.22}
                  availability:
                    separateHosts: required
                """)
            .inventory(
                "{VM Network: horizon-mgmt}",
                "{VM Network: horizon-mgmt, Network adapter 1: horizon-mgmt}");
  }

  @Test
  void serversAreMadeAndThenThereIsNothingToDo() {
    CommandLineRun plan = workplace.plan("--templates", TEMPLATES);
    assertThat(plan.err()).doesNotContain("error");
    assertThat(plan.out())
        .contains("Templates/w2022-broker", "pod-windows", "networks[\"Network adapter 1\"]")
        .doesNotContain("VM Network", "cloneOf");

    CommandLineRun apply = workplace.apply("--templates", TEMPLATES);
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.err())
        .contains("clone cs-lon-1 from template Templates/w2022-broker")
        .doesNotContain("read back the properties");
    assertThat(workplace.plan("--templates", TEMPLATES).out()).startsWith("No changes.");

    CommandLineRun destroy =
        workplace
            .shell()
            .run(
                "destroy",
                Workplace.BLUEPRINT,
                "-i",
                Workplace.INVENTORY,
                "--auto-approve",
                "--templates",
                TEMPLATES);
    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
  }

  @Test
  void whatIsNotThereIsSuggested() throws IOException {
    workplace
        .blueprint("w2022-broker", "w2022-borker")
        .blueprint("pod-windows", "pod-window")
        .inventory("Network adapter 1", "Network adapter 2");

    workplace.assertTold(
        workplace.plan("--templates", TEMPLATES),
        INPUT_WRONG,
        "error: there is no template Templates/w2022-borker",
        "Did you mean \"Templates/w2022-broker\"?",
        "error: there is no customization specification pod-window",
        "Did you mean \"pod-windows\"?");

    workplace.blueprint("w2022-borker", "w2022-broker").blueprint("pod-window", "pod-windows");
    workplace.assertTold(
        workplace.plan("--templates", TEMPLATES),
        INPUT_WRONG,
        "error: the template has no \"Network adapter 2\"");
  }

  @Test
  void namesThatWindowsDoesNotTakeAreTold() throws IOException {
    workplace.blueprint("name: cs-lon-1", "name: connection-server-1");

    workplace.assertTold(
        workplace.validate("--templates", TEMPLATES),
        0,
        "warning: \"connection-server-1\" cannot be a computer name of Windows");
    workplace.assertTold(
        workplace.plan("--templates", TEMPLATES),
        INPUT_WRONG,
        "error: connection-server-1 is no computer name for Windows");
  }
}
