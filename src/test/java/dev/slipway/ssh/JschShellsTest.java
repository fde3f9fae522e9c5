package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShell.Answer;
import dev.slipway.port.RemoteShell.Command;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on loopback. */
class JschShellsTest {
  private static final String HOST = "10.20.0.11";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path key;
  private Path knownHosts;
  private KeyPair hostKey;

  @BeforeEach
  void makeKeys() throws Exception {
    key = folder.resolve("key");
    // MINA verifies ECDSA without further libraries.
    writeEcdsaKey(key);
    knownHosts = folder.resolve("deep/er/known_hosts");
    hostKey = TestServer.newHostKey();
  }

  private static void writeEcdsaKey(Path file) throws Exception {
    com.jcraft.jsch.KeyPair pair =
        com.jcraft.jsch.KeyPair.genKeyPair(
            new com.jcraft.jsch.JSch(), com.jcraft.jsch.KeyPair.ECDSA, 256);
    pair.writePrivateKey(file.toString());
  }

  private ShellTarget target(HostKeyTrust trust) {
    return target(trust, LONG);
  }

  private ShellTarget target(HostKeyTrust trust, Duration timeout) {
    return new ShellTarget(HOST, ShellAccess.direct("tester", 22, key, knownHosts), trust, timeout);
  }

  private static HostKeyTrust firstContact() {
    return new HostKeyTrust.FirstContact("slipway hcc-london");
  }

  private static JschShells shellsTo(TestServer server) {
    return new JschShells((host, port) -> server.address());
  }

  private static Command command(String text) {
    return new Command(new Secret(text), false, List.of(), LONG);
  }

  @Test
  void runsCommandsAndTellsTheirOutputErrorsAndStatus() throws Exception {
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  TestServer.print(out, "ran " + command + "\n");
                  TestServer.print(err, "oh\n");
                  return 7;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      assertThat(shell.run(command("a 'b c'")))
          .isEqualTo(new RemoteShell.Result(7, "ran a 'b c'\n", "oh\n"));
      assertThat(shell.run(command("second")).output()).isEqualTo("ran second\n");
      assertThat(shell.hostKeyFingerprint()).startsWith("SHA256:").doesNotContain("=");
    }
  }

  @Test
  void answersEachQuestionAsOftenAsItIsAsked() throws Exception {
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  for (int i = 0; i < 2; i++) {
                    TestServer.print(out, "\u001b[1mContinue\u001b[0m (yes/no)? ");
                    String line = TestServer.readLine(in);
                    TestServer.print(out, line + "\r\n");
                    TestServer.print(out, "got " + line + "\r\n");
                  }
                  TestServer.print(out, "Name: ");
                  TestServer.print(out, "hello " + TestServer.readLine(in) + "\r\n");
                  return 0;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      Command command =
          new Command(
              new Secret("ask"),
              true,
              List.of(
                  new Answer(Pattern.compile("Continue \\(yes/no\\)\\?"), new Secret("yes")),
                  new Answer(Pattern.compile("Name:"), new Secret("Bob"))),
              LONG);
      assertThat(shell.run(command).output())
          .isEqualTo(
              """
              Continue (yes/no)? yes
              got yes
              Continue (yes/no)? yes
              got yes
              Name: hello Bob
              """);
    }
  }

  @Test
  void firstContactRecordsTheKeyForItsOwnerOnlyAndKnownAcceptsItThen() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      shellsTo(server).connect(target(firstContact())).close();
      assertThat(Files.readString(knownHosts))
          .startsWith(HOST + " ecdsa-sha2-nistp256 ")
          .endsWith(" slipway hcc-london\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(knownHosts)))
          .isEqualTo("rw-------");
      shellsTo(server).connect(target(new HostKeyTrust.Known())).close();
      shellsTo(server).connect(target(firstContact())).close();
      assertThat(Files.readAllLines(knownHosts)).hasSize(1);
    }
  }

  @Test
  void anUnknownKeyIsRefused() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      PortException refusal = refusal(server, new HostKeyTrust.Known());
      assertThat(refusal.code()).isEqualTo("ssh/unknown-host-key");
      assertThat(refusal).hasMessageContaining(HOST).hasMessageContaining("presented SHA256:");
      assertThat(refusal.toDiagnostic().advice()).contains("ssh-keygen").contains(" -R ");
      assertThat(knownHosts).doesNotExist();
    }
  }

  @Test
  void aChangedKeyIsRefusedUnlessSlipwayRecordedItAndTheContactIsTheFirst() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      shellsTo(server).connect(target(firstContact())).close();
    }
    Files.writeString(
        knownHosts, "other.example ssh-ed25519 AAAA keep me\n", StandardOpenOption.APPEND);
    try (TestServer server =
        new TestServer(TestServer.newHostKey(), true, (command, in, out, err) -> 0)) {
      PortException refusal = refusal(server, new HostKeyTrust.Known());
      assertThat(refusal.code()).isEqualTo("ssh/host-key-changed");
      assertThat(refusal.getMessage())
          .contains("presented SHA256:")
          .contains("SHA256:")
          .contains("is expected");
      assertThat(refusal.toDiagnostic().advice()).contains("-R '" + HOST + "'");

      shellsTo(server).connect(target(firstContact())).close();
      assertThat(Files.readAllLines(knownHosts))
          .hasSize(2)
          .contains("other.example ssh-ed25519 AAAA keep me");
      shellsTo(server).connect(target(new HostKeyTrust.Known())).close();
    }
  }

  @Test
  void aDifferentKeyThatAPersonPutThereIsRefusedAtFirstContactToo() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      shellsTo(server).connect(target(firstContact())).close();
    }
    String theirs = Files.readString(knownHosts).replace("slipway hcc-london", "ops@jump");
    Files.writeString(knownHosts, theirs);
    try (TestServer server =
        new TestServer(TestServer.newHostKey(), true, (command, in, out, err) -> 0)) {
      assertThat(refusal(server, firstContact()).code()).isEqualTo("ssh/host-key-changed");
      assertThat(Files.readString(knownHosts)).isEqualTo(theirs);
    }
  }

  @Test
  void hashedLinesAreHonoured() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      shellsTo(server).connect(target(firstContact())).close();
      Process hashing =
          new ProcessBuilder("ssh-keygen", "-H", "-f", knownHosts.toString())
              .redirectErrorStream(true)
              .start();
      hashing.getInputStream().readAllBytes();
      assertThat(hashing.waitFor()).isZero();
      assertThat(Files.readString(knownHosts)).startsWith("|1|");
      shellsTo(server).connect(target(new HostKeyTrust.Known())).close();
    }
  }

  @Test
  void aPinnedKeyMustBeEqualAndIsRecorded() throws Exception {
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      RemoteShell shell = shellsTo(server).connect(target(firstContact()));
      shell.close();
      Files.delete(knownHosts);
      shellsTo(server).connect(target(new HostKeyTrust.Pinned(shell.hostKeyFingerprint()))).close();
      assertThat(knownHosts).exists();
      PortException refusal = refusal(server, new HostKeyTrust.Pinned("SHA256:other"));
      assertThat(refusal.code()).isEqualTo("ssh/host-key-changed");
      assertThat(refusal)
          .hasMessageContaining("SHA256:other")
          .hasMessageContaining(shell.hostKeyFingerprint());
    }
  }

  @Test
  void aRefusedLoginSaysWhoWithWhatAndWhatIsAllowed() throws Exception {
    try (TestServer server = new TestServer(hostKey, false, (command, in, out, err) -> 0)) {
      PortException refusal = refusal(server, firstContact());
      assertThat(refusal.code()).isEqualTo("ssh/authentication-refused");
      assertThat(refusal)
          .hasMessageContaining("tester")
          .hasMessageContaining(key.toString())
          .hasMessageContaining("the server allows ");
    }
  }

  @Test
  void aMissingPrivateKeyIsTheUsersToMend() {
    key = folder.resolve("none");
    assertThatThrownBy(
            () -> new JschShells(AddressResolver.direct()).connect(target(firstContact())))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("There is no such file");
  }

  @Test
  void nobodyListeningIsUnreachable() throws Exception {
    InetSocketAddress unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = loopback(socket);
    }
    JschShells shells = new JschShells((host, port) -> unused);
    assertThat(
            catchThrowableOfType(PortException.class, () -> shells.connect(target(firstContact())))
                .code())
        .isEqualTo("ssh/unreachable");
  }

  @Test
  void aServerThatSaysNothingTimesOut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JschShells shells = new JschShells((host, port) -> loopback(silent));
      assertThat(
              catchThrowableOfType(
                      PortException.class,
                      () -> shells.connect(target(firstContact(), Duration.ofMillis(300))))
                  .code())
          .isEqualTo("ssh/timeout");
    }
  }

  @Test
  void aResolverThatRefusesIsObeyed() {
    JschShells shells =
        new JschShells((host, port) -> {
          throw new PortException(Category.ENVIRONMENT, "test/refused", "no", "", "", null);
        });
    assertThatThrownBy(() -> shells.connect(target(firstContact()))).hasMessage("no");
  }

  @Test
  void aCommandThatDoesNotEndTimesOutAndTheShellLivesOn() throws Exception {
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  if (command.equals("hang")) {
                    Thread.sleep(600_000);
                  }
                  return 0;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      Command hang = new Command(new Secret("hang"), false, List.of(), Duration.ofMillis(200));
      assertThat(catchThrowableOfType(PortException.class, () -> shell.run(hang)).code())
          .isEqualTo("ssh/timeout");
      assertThat(server.closedByClient.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(shell.run(command("next")).exitStatus()).isZero();
    }
  }

  @Test
  void interruptionClosesTheChannel() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  running.countDown();
                  Thread.sleep(600_000);
                  return 0;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  shell.run(command("hang"));
                } catch (Throwable e) {
                  end.set(e);
                }
              });
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      caller.join(60_000);
      assertThat(end.get()).isInstanceOf(InterruptedException.class);
      assertThat(server.closedByClient.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void interruptionEndsConnecting() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JschShells shells = new JschShells((host, port) -> loopback(silent));
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  shells.connect(target(firstContact()));
                } catch (Throwable e) {
                  end.set(e);
                }
              });
      try (Socket accepted = silent.accept()) {
        caller.interrupt();
        caller.join(30_000);
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        // What the client sent before it hung up, then the end.
        assertThat(accepted.getInputStream().readAllBytes()).isNotNull();
      }
    }
  }

  @Test
  void aLinkedKnownHostsFileStaysALink() throws Exception {
    Path real = folder.resolve("real_known_hosts");
    Files.write(real, new byte[] {'#', ' ', (byte) 0xe9, '\n'});
    knownHosts = Files.createSymbolicLink(folder.resolve("known_hosts"), real);
    try (TestServer server = new TestServer(hostKey, true, (command, in, out, err) -> 0)) {
      shellsTo(server).connect(target(firstContact())).close();
      assertThat(knownHosts).isSymbolicLink();
      assertThat(Files.readAllBytes(real)).startsWith('#', ' ', (byte) 0xe9, '\n', '1', '0');
    }
  }

  @Test
  void aServerThatDiesLosesTheConnection() throws Exception {
    AtomicReference<TestServer> dying = new AtomicReference<>();
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  dying.get().close();
                  return 0;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      dying.set(server);
      assertThat(catchThrowableOfType(PortException.class, () -> shell.run(command("x"))).code())
          .isEqualTo("ssh/connection-lost");
    }
  }

  @Test
  void endlessOutputIsCutOff() throws Exception {
    try (TestServer server =
            new TestServer(
                hostKey,
                true,
                (command, in, out, err) -> {
                  String line = "x".repeat(10_000) + "\n";
                  while (!Thread.interrupted()) {
                    TestServer.print(out, line);
                  }
                  return 0;
                });
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      assertThat(catchThrowableOfType(PortException.class, () -> shell.run(command("x"))).code())
          .isEqualTo("ssh/too-much-output");
    }
  }

  @Test
  void aCommandThatReadsWithoutBeingAskedFindsTheEnd() throws Exception {
    try (TestServer server =
            new TestServer(hostKey, true, (command, in, out, err) -> in.read() < 0 ? 0 : 1);
        RemoteShell shell = shellsTo(server).connect(target(firstContact()))) {
      assertThat(shell.run(command("cat")).exitStatus()).isZero();
    }
  }

  private static InetSocketAddress loopback(ServerSocket socket) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private PortException refusal(TestServer server, HostKeyTrust trust) {
    return catchThrowableOfType(PortException.class, () -> shellsTo(server).connect(target(trust)));
  }
}
