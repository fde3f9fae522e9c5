package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.ssh.Sshd;
import dev.slipway.testing.Vcsim;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose nodes are spoken to through a bastion. */
class BastionTest {
  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsPeers() {
    Vcsim.assumeAvailable();
    Sshd.require();
  }

  @Test
  void aClusterIsDeployedThroughABastion() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder);
        Sshd bastion =
            Sshd.start(
                folder.resolve("bastion"), "127.0.0.2", site.publicKeys(), "LogLevel DEBUG1")) {
      site.worker().open();
      site.through(
          """
          Host jump
            HostName 127.0.0.2
            Port %d
            User %s
            UserKnownHostsFile bastions
          Host 127.0.0.1?
            ProxyJump jump
          """
              .formatted(bastion.port(), System.getProperty("user.name")));

      CommandLineRun unknown = site.run("apply", "--auto-approve");
      assertThat(unknown.exitCode()).isOne();
      assertThat(unknown.err())
          .contains("host key of bastion [127.0.0.2]:" + bastion.port() + " is not known")
          .contains("ssh-keyscan -p " + bastion.port() + " 127.0.0.2 >> ");

      Files.writeString(folder.resolve("bastions"), bastion.knownHost());
      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(bastion.forwarded("127.0.0.11", site.sshPort())).isPositive();
      assertThat(bastion.forwarded("127.0.0.12", site.sshPort())).isPositive();
      assertThat(site.run("plan").out()).startsWith("No changes.");
      assertThat(site.run("status").out()).doesNotContain("unknown");

      bastion.stop();
      CommandLineRun status = site.run("status");
      assertThat(status.out())
          .contains("bastion [127.0.0.2]:" + bastion.port() + " cannot be reached");
    }
  }
}
