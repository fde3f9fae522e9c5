package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SSH configuration file that an inventory file names is checked with all other files. */
class SshConfigTest {
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
    workplace.inventory("{user: ccadmin}", "{user: ccadmin, configFile: ssh_config}");
  }

  @Test
  void whatIsWrongInItIsToldWithItsPlace() throws IOException {
    workplace.write("ssh_config", "Host 10.20.*\n  Port none\n  ProxyCommand nc %h %p\n");

    workplace.assertTold(
        workplace.validate(),
        INPUT_WRONG,
        "error: \"none\" is not a port",
        "ssh_config:2:8",
        "warning: ProxyCommand is not heeded",
        "ssh_config:3:3",
        "Name the bastion with ProxyJump.");
  }

  @Test
  void theSandboxNeedsNoneOfItsBastions() throws IOException {
    workplace.write("ssh_config", "Host 10.20.*\n  ProxyJump bastion.example\n");

    CommandLineRun apply = workplace.apply();

    assertThat(apply.exitCode()).as(apply.err()).isZero();
  }
}
