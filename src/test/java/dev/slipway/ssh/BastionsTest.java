package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.network.TcpReachability;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShell.Command;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to nodes that an SSH configuration file describes, against OpenSSH's own servers on several
 * addresses of loopback.
 */
class BastionsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ME = Objects.requireNonNull(System.getProperty("user.name"));
  private static final String NODE = "127.0.0.21";

  @TempDir Path folder;
  private final List<Sshd> servers = new ArrayList<>();
  private Path key;
  private Path knownHosts;

  @BeforeEach
  void makeKeys() {
    Sshd.require();
    key = folder.resolve("key");
    knownHosts = folder.resolve("known_hosts");
    SshKeys.generate(key);
  }

  @AfterEach
  void stop() {
    servers.forEach(Sshd::close);
  }

  private Sshd start(String name, String host, String... lines) throws Exception {
    return start(
        name,
        host,
        List.of(SshKeys.publicKeyOf(key)),
        Stream.concat(Stream.of(lines), Stream.of("LogLevel DEBUG1")).toArray(String[]::new));
  }

  private Sshd start(String name, String host, List<String> authorized, String... lines)
      throws Exception {
    Sshd server = Sshd.start(folder.resolve(name), host, authorized, lines);
    servers.add(server);
    return server;
  }

  private void know(Sshd bastion) throws IOException {
    Files.writeString(
        knownHosts, bastion.knownHost(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** How to log in to the node by a configuration file. */
  private ShellAccess access(int port, String config) throws IOException {
    Path file = Files.writeString(folder.resolve("ssh_config"), config);
    Diagnostics diagnostics = new Diagnostics();
    ClientConfig read =
        ClientConfig.read(
            new Located<>(file, SourceRange.startOf("site.yaml")), folder::resolve, diagnostics);
    ShellAccess access =
        new LoginRules(
                new LoginRules.Given(ME, ME, port, null, knownHosts), read, true, diagnostics)
            .forNode(new NodeTarget("node-1", "primary", NODE, new VmPath("LON", "", "node-1")));
    assertThat(diagnostics.all()).extracting(Diagnostic::summary).isEmpty();
    return access;
  }

  private static ShellTarget target(ShellAccess access) {
    return new ShellTarget(NODE, access, new HostKeyTrust.FirstContact("slipway test"), LONG);
  }

  private static RemoteShell connect(ShellAccess access) throws InterruptedException {
    return new JschShells(AddressResolver.direct()).connect(target(access));
  }

  private static PortException refusal(ShellAccess access) {
    PortException refusal =
        catchThrowableOfType(PortException.class, () -> connect(access).close());
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static String echo(RemoteShell shell) throws InterruptedException {
    return shell
        .run(new Command(new Secret("echo $SSH_CONNECTION"), false, List.of(), LONG))
        .output();
  }

  private static boolean isOpen(ShellAccess access, int port) throws InterruptedException {
    return new BastionReachability(
            new TcpReachability(AddressResolver.direct()),
            new JschShells(AddressResolver.direct()),
            address -> access)
        .isOpen(NODE, port, LONG);
  }

  private String through(Sshd bastion) {
    return """
    IdentityFile key
    Host jump
      HostName %s
      Port %d
    Host 127.0.0.2?
      ProxyJump jump
    """
        .formatted(bastion.host(), bastion.port());
  }

  private static int closedPort(String host) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return free.getLocalPort();
    }
  }

  @Test
  void aNodeIsReachedThroughItsBastionWhichIsLeftWithTheShell() throws Exception {
    Sshd bastion = start("bastion", "127.0.0.2");
    Sshd node = start("node", NODE);
    know(bastion);

    RemoteShell shell = connect(access(node.port(), through(bastion)));

    assertThat(echo(shell)).contains(NODE + " " + node.port());
    assertThat(bastion.forwarded(NODE, node.port())).isPositive();
    assertThat(bastion.connections()).isPositive();
    shell.close();
    while (bastion.connections() > 0) {
      Thread.sleep(10);
    }
    assertThat(Files.readString(knownHosts)).contains("[" + NODE + "]:" + node.port());
  }

  @Test
  void severalBastionsArePassedInTheirOrder() throws Exception {
    Sshd near = start("near", "127.0.0.2");
    Sshd middle = start("middle", "127.0.0.3");
    Sshd far = start("far", "127.0.0.4");
    Sshd node = start("node", NODE);
    know(near);
    know(middle);
    Files.writeString(folder.resolve("others"), far.knownHost());
    String config =
        """
        Host middle
          HostName 127.0.0.3
          ProxyJump %s@127.0.0.2:%d
        Host far
          Port=%d
          HostName = "127.0.0.4"
          UserKnownHostsFile others
        Host node-*
          ProxyJump middle:%d,far
        Host *
          IdentityFile key
        """
            .formatted(ME, near.port(), far.port(), middle.port());

    try (RemoteShell shell = connect(access(node.port(), config))) {
      assertThat(echo(shell)).startsWith("127.0.0.");
      shell.upload(new RemoteShell.Upload(new Secret("x"), folder + "/sent", 0600, LONG));
    }

    assertThat(folder.resolve("sent")).hasContent("x");
    assertThat(near.forwarded("127.0.0.3", middle.port())).isPositive();
    assertThat(middle.forwarded("127.0.0.4", far.port())).isPositive();
    assertThat(far.forwarded(NODE, node.port())).isPositive();
    assertThat(isOpen(access(node.port(), config), node.port())).isTrue();
  }

  @Test
  void aBastionThatNobodyKnowsIsRefusedWithTheWayToKnowIt() throws Exception {
    Sshd near = start("near", "127.0.0.2");
    Sshd far = start("far", "127.0.0.3");

    PortException refusal = refusal(access(22, through(near)));

    assertThat(refusal.code()).isEqualTo("ssh/unknown-host-key");
    assertThat(refusal.getMessage())
        .startsWith("host key of bastion [127.0.0.2]:%d is not known".formatted(near.port()));
    assertThat(refusal.toDiagnostic().advice())
        .contains("ssh-keyscan -p %d 127.0.0.2 >> %s".formatted(near.port(), knownHosts));
    assertThat(knownHosts).doesNotExist();

    know(near);
    String config =
        "IdentityFile key\nHost 127.0.0.21\nProxyJump 127.0.0.2:%d,127.0.0.3:%d\n"
            .formatted(near.port(), far.port());
    assertThat(refusal(access(22, config)).toDiagnostic().advice())
        .contains(
            "ssh -p %d %s@127.0.0.2 ssh-keyscan -p %d 127.0.0.3 >> "
                .formatted(near.port(), ME, far.port()));

    Files.writeString(
        knownHosts,
        far.knownHost()
            .replace("127.0.0.3", "127.0.0.2")
            .replace(far.port() + "", near.port() + ""));
    assertThat(refusal(access(22, through(near))).code()).isEqualTo("ssh/host-key-changed");
  }

  @Test
  void eachHostOnTheWayThatFailsIsNamed() throws Exception {
    Sshd bastion = start("bastion", "127.0.0.2");
    know(bastion);
    int closed = closedPort(NODE);

    PortException noBastion =
        refusal(
            access(
                22, "IdentityFile key\nHost *21\nProxyJump 127.0.0.2:" + closedPort("127.0.0.2")));
    assertThat(noBastion.code()).isEqualTo("ssh/bastion-unreachable");
    assertThat(noBastion.getMessage())
        .startsWith("bastion [127.0.0.2]:")
        .endsWith("cannot be reached: Connection refused; it is on the way to " + NODE);

    PortException noNode = refusal(access(closed, through(bastion)));
    assertThat(noNode.code()).isEqualTo("ssh/unreachable");
    assertThat(noNode.getMessage())
        .isEqualTo(
            "SSH of [%s]:%d cannot be reached through bastion [127.0.0.2]:%d: The bastion could not connect to it"
                .formatted(NODE, closed, bastion.port()));
    assertThat(isOpen(access(closed, through(bastion)), closed)).isFalse();

    SshKeys.generate(folder.resolve("other"));
    PortException refused =
        refusal(access(22, through(bastion).replace("IdentityFile key", "IdentityFile other")));
    assertThat(refused.code()).isEqualTo("ssh/authentication-refused");
    assertThat(refused.getMessage())
        .startsWith(
            "SSH login of %s on bastion [127.0.0.2]:%d was refused".formatted(ME, bastion.port()));
  }

  @Test
  void aBastionThatProhibitsForwardingIsToldFromANodeThatDoesNotAnswer() throws Exception {
    Sshd bastion = start("bastion", "127.0.0.2", "AllowTcpForwarding no");
    Sshd node = start("node", NODE);
    know(bastion);

    PortException refusal = refusal(access(node.port(), through(bastion)));

    assertThat(refusal.code()).isEqualTo("ssh/forwarding-refused");
    assertThat(refusal.getMessage())
        .isEqualTo(
            "bastion [127.0.0.2]:%d does not forward to [%s]:%d: It prohibits that"
                .formatted(bastion.port(), NODE, node.port()));
    assertThat(refusal.toDiagnostic().advice()).contains("AllowTcpForwarding");
    assertThat(
            catchThrowableOfType(
                    PortException.class,
                    () -> isOpen(access(node.port(), through(bastion)), node.port()))
                .code())
        .isEqualTo("ssh/forwarding-refused");
  }

  @Test
  void onlyTheSshPortIsAskedForThroughBastions() throws Exception {
    Sshd bastion = start("bastion", "127.0.0.2");
    Sshd node = start("node", NODE);
    know(bastion);

    assertThat(isOpen(access(node.port(), through(bastion)), node.port())).isTrue();
    assertThat(isOpen(access(22, through(bastion)), node.port())).isTrue();
    assertThat(bastion.forwarded(NODE, node.port())).isOne();
  }

  @Test
  void aSilentBastionIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      ShellAccess access =
          access(22, "IdentityFile key\nHost *21\nProxyJump 127.0.0.2:" + silent.getLocalPort());
      PortException refusal =
          catchThrowableOfType(
              PortException.class,
              () ->
                  new JschShells(AddressResolver.direct())
                      .connect(
                          new ShellTarget(
                              NODE, access, new HostKeyTrust.Known(), Duration.ofMillis(300))));
      assertThat(refusal.code()).isEqualTo("ssh/timeout");
      assertThat(refusal).hasMessageContaining("bastion [127.0.0.2]:" + silent.getLocalPort());
    }
  }

  @Test
  void aNodeThatIsSilentBehindItsBastionIsGivenUp() throws Exception {
    Sshd bastion = start("bastion", "127.0.0.2");
    know(bastion);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName(NODE))) {
      ShellAccess access = access(silent.getLocalPort(), through(bastion));
      PortException refusal =
          catchThrowableOfType(
              PortException.class,
              () ->
                  new JschShells(AddressResolver.direct())
                      .connect(
                          new ShellTarget(
                              NODE, access, new HostKeyTrust.Known(), Duration.ofSeconds(2))));
      assertThat(refusal.code()).isEqualTo("ssh/timeout");
      assertThat(refusal.getMessage())
          .startsWith("no SSH session with [" + NODE)
          .contains("The port is open through bastion [127.0.0.2]");
      while (bastion.connections() > 0) {
        Thread.sleep(10);
      }
    }
  }

  @Test
  void anOldApplianceIsSpokenToWhereItsAlgorithmsAreAllowed() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old"));
    run(
        "ssh-keygen",
        "-q",
        "-t",
        "rsa",
        "-b",
        "2048",
        "-m",
        "PEM",
        "-N",
        "",
        "-f",
        old + "/host_key");
    Sshd node =
        start(
            "old",
            NODE,
            "HostKeyAlgorithms ssh-rsa",
            "KexAlgorithms diffie-hellman-group14-sha1",
            "Ciphers aes128-cbc",
            "MACs hmac-sha1-96");
    String plain = "IdentityFile key\nHost node-1\n";

    PortException refusal = refusal(access(node.port(), plain));
    assertThat(refusal.code()).isEqualTo("ssh/no-common-algorithm");
    assertThat(refusal.getMessage())
        .contains("KexAlgorithms")
        .contains("diffie-hellman-group14-sha1");
    String advised = plain;
    for (String line :
        List.of(
            "KexAlgorithms +diffie-hellman-group14-sha1",
            "HostKeyAlgorithms +ssh-rsa",
            "Ciphers +aes128-cbc",
            "MACs +hmac-sha1-96")) {
      assertThat(refusal(access(node.port(), advised)).toDiagnostic().advice())
          .contains("write \"" + line + "\"");
      advised += line + "\n";
    }

    try (RemoteShell shell = connect(access(node.port(), advised))) {
      assertThat(echo(shell)).contains(NODE);
    }
    connect(access(node.port(), advised)).close();
  }

  @Test
  void anRsaKeyIsSignedTheOldWayWhereThatIsAllowed() throws Exception {
    Path rsa = folder.resolve("rsa");
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", rsa + "");
    Sshd node =
        start("node", NODE, List.of(SshKeys.publicKeyOf(rsa)), "PubkeyAcceptedAlgorithms ssh-rsa");

    assertThat(refusal(access(node.port(), "IdentityFile rsa")).code())
        .isEqualTo("ssh/authentication-refused");
    connect(access(node.port(), "IdentityFile rsa\nPubkeyAcceptedAlgorithms +ssh-rsa")).close();
  }

  @Test
  void aCertificateOpensWhatTheKeyAloneDoesNot() throws Exception {
    Path authority = folder.resolve("authority");
    SshKeys.generate(authority);
    Sshd node = start("node", NODE, List.of(), "TrustedUserCAKeys " + authority + ".pub");
    Path moved = folder.resolve("moved-cert.pub");

    assertThat(refusal(access(node.port(), "IdentityFile key")).code())
        .isEqualTo("ssh/authentication-refused");
    sign(authority, "+1d");
    // Beside the key it is found by itself, as by OpenSSH.
    connect(access(node.port(), "IdentityFile key")).close();
    Files.move(folder.resolve("key-cert.pub"), moved);
    connect(access(node.port(), "IdentityFile key\nCertificateFile moved-cert.pub")).close();

    Files.delete(moved);
    sign(authority, "20200101:20200102");
    Files.move(folder.resolve("key-cert.pub"), moved);
    PortException expired =
        refusal(access(node.port(), "IdentityFile key\nCertificateFile moved-cert.pub"));
    assertThat(expired.code()).isEqualTo("ssh/authentication-refused");
    assertThat(expired.getMessage()).contains("Its certificate is not valid now").contains("2020");

    Files.writeString(moved, "ssh-ed25519-cert-v01@openssh.com AAAA nonsense\n");
    PortException broken =
        refusal(access(node.port(), "IdentityFile key\nCertificateFile moved-cert.pub"));
    assertThat(broken.code()).isEqualTo("ssh/certificate");
    assertThat(broken.toDiagnostic().advice()).contains("ssh-keygen -L -f " + moved);
  }

  @Test
  void aCertificateOfAnotherAuthorityDoesNotStandInTheWayOfTheKey() throws Exception {
    Path authority = folder.resolve("authority");
    SshKeys.generate(authority);
    Sshd node = start("node", NODE);
    sign(authority, "+1d");

    connect(access(node.port(), "IdentityFile key")).close();
  }

  @Test
  void aCertificateOfAnRsaKeyIsAccepted() throws Exception {
    Path authority = folder.resolve("authority");
    SshKeys.generate(authority);
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", folder + "/rsa");
    run("ssh-keygen", "-q", "-s", authority + "", "-I", "test", "-n", ME, folder + "/rsa.pub");
    Sshd node = start("node", NODE, List.of(), "TrustedUserCAKeys " + authority + ".pub");

    connect(access(node.port(), "IdentityFile rsa")).close();
  }

  private void sign(Path authority, String validity) throws Exception {
    run(
        "ssh-keygen",
        "-q",
        "-s",
        authority + "",
        "-I",
        "test",
        "-n",
        ME,
        "-V",
        validity,
        key + ".pub");
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
