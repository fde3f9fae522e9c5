package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShell.Answer;
import dev.slipway.port.RemoteShell.Command;
import dev.slipway.port.RemoteShell.Upload;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenSSH's own server, where it is installed. */
class OpenSshTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path key;
  private InetSocketAddress address;
  private @Nullable Sshd server;

  @BeforeEach
  void startServer() throws Exception {
    Sshd.require();
    key = folder.resolve("key");
    SshKeys.generate(key);
    server = Sshd.start(folder, "127.0.0.1", List.of(SshKeys.publicKeyOf(key) + " test"));
    address = server.address();
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private RemoteShell connect(HostKeyTrust trust) throws InterruptedException {
    return connect(trust, key);
  }

  private RemoteShell connect(HostKeyTrust trust, @Nullable Path privateKey)
      throws InterruptedException {
    return new JschShells((host, port) -> address)
        .connect(
            new ShellTarget(
                "node-1",
                ShellAccess.direct(
                    Objects.requireNonNull(System.getProperty("user.name")),
                    2222,
                    privateKey,
                    folder.resolve("known_hosts")),
                trust,
                LONG));
  }

  private static Command command(String text, boolean terminal, Answer... prompts) {
    return new Command(new Secret(text), terminal, List.of(prompts), LONG);
  }

  @Test
  void runsCommandsOfTheShellThere() throws Exception {
    try (RemoteShell shell = connect(new HostKeyTrust.FirstContact("slipway test"))) {
      assertThat(shell.run(command("printf 'a\\nb\\n'; echo no >&2; exit 3", false)))
          .isEqualTo(new RemoteShell.Result(3, "a\nb\n", "no\n"));
    }
    assertThat(Files.readString(folder.resolve("known_hosts")))
        .startsWith("[node-1]:2222 ssh-ed25519 ");
    connect(new HostKeyTrust.Known()).close();
  }

  @Test
  void writesFilesAsAWholeWithTheirPermissions() throws Exception {
    Path file = folder.resolve("a.conf");
    Files.writeString(file, "old and longer than the new one");
    try (RemoteShell shell = connect(new HostKeyTrust.FirstContact("slipway test"))) {
      shell.upload(new Upload(new Secret("k=v \u00e9\n"), file.toString(), 0640, LONG));
      assertThat(file).hasContent("k=v \u00e9");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");

      Upload nowhere = new Upload(new Secret("x"), folder.resolve("no/x") + "", 0600, LONG);
      PortException refusal =
          catchThrowableOfType(PortException.class, () -> shell.upload(nowhere));
      assertThat(refusal.code()).isEqualTo("ssh/upload-refused");
      assertThat(refusal).hasMessageContaining(nowhere.path());
      assertThat(shell.run(command("true", false)).exitStatus()).isZero();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).noneMatch(path -> path.toString().contains("partial"));
    }
  }

  @Test
  void answersQuestionsOfATerminal() throws Exception {
    String script =
        """
        test -t 0 || exit 9
        for i in 1 2; do
          printf '\\033[1mContinue connecting\\033[0m (yes/no)? ' > /dev/tty
          read answer < /dev/tty
          echo "round $i: $answer"
        done
        """;
    try (RemoteShell shell = connect(new HostKeyTrust.FirstContact("slipway test"))) {
      RemoteShell.Result result =
          shell.run(
              command(
                  script,
                  true,
                  new Answer(Pattern.compile("\\(yes/no\\)\\?\\s*$"), new Secret("yes"))));
      assertThat(result.exitStatus()).isZero();
      assertThat(result.output())
          .isEqualTo(
              """
              Continue connecting (yes/no)? yes
              round 1: yes
              Continue connecting (yes/no)? yes
              round 2: yes
              """);
    }
  }

  @Test
  void aKeyThatIsNotAuthorizedIsRefused() throws Exception {
    Path other = folder.resolve("other");
    SshKeys.generate(other);
    PortException refusal =
        catchThrowableOfType(
            PortException.class,
            () -> connect(new HostKeyTrust.FirstContact("slipway test"), other));
    assertThat(refusal.code()).isEqualTo("ssh/authentication-refused");
    assertThat(refusal).hasMessageContaining(other.toString()).hasMessageContaining("publickey");
  }

  @Test
  void aKilledCommandIsSaidToHaveNoExitStatus() throws Exception {
    try (RemoteShell shell = connect(new HostKeyTrust.FirstContact("slipway test"))) {
      assertThat(
              catchThrowableOfType(
                      PortException.class, () -> shell.run(command("kill -9 $$", false)))
                  .getMessage())
          .contains("No exit status came");
    }
  }

  @Test
  void manyCommandsRunOverOneConnection() throws Exception {
    try (RemoteShell shell = connect(new HostKeyTrust.FirstContact("slipway test"))) {
      for (int i = 0; i < 20; i++) {
        assertThat(shell.run(command("seq 1 2000 | tail -1; exit " + i, i % 2 == 0)))
            .isEqualTo(new RemoteShell.Result(i, "2000\n", ""));
      }
    }
  }
}
