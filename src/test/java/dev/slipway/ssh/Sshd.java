package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** OpenSSH's own server on an address of loopback, with a folder of its own. */
public final class Sshd implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Path folder;
  private final InetSocketAddress address;
  private final Process process;

  private Sshd(Path folder, InetSocketAddress address, Process process) {
    this.folder = folder;
    this.address = address;
    this.process = process;
  }

  /** Ends the test as skipped, or failed where peers are required, when there is no sshd. */
  public static void require() {
    if (!Files.isExecutable(PROGRAM) && !"1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      System.out.println("A test is skipped: there is no " + PROGRAM);
      Assumptions.abort("there is no " + PROGRAM);
    }
    assertThat(PROGRAM).isExecutable();
  }

  /**
   * Starts a server with an Ed25519 host key.
   *
   * @param folder made if need be
   * @param authorized public keys that may log in
   * @param lines of sshd_config, which win over the usual ones
   */
  public static Sshd start(Path folder, String host, List<String> authorized, String... lines)
      throws Exception {
    Files.createDirectories(folder);
    Path hostKey = folder.resolve("host_key");
    if (!Files.exists(hostKey)) {
      SshKeys.generate(hostKey);
    }
    Files.write(folder.resolve("authorized_keys"), authorized);
    InetSocketAddress address;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      address = new InetSocketAddress(InetAddress.getByName(host), free.getLocalPort());
    }
    Path configuration =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            %s
            ListenAddress %s:%d
            HostKey %s
            AuthorizedKeysFile %s/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            Subsystem sftp internal-sftp
            """
                .formatted(String.join("\n", lines), host, address.getPort(), hostKey, folder));
    if (Files.isWritable(Path.of("/run"))) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Process started =
        new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    Sshd server = new Sshd(folder, address, started);
    server.awaitListening();
    return server;
  }

  private void awaitListening() throws IOException, InterruptedException {
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(address);
        return;
      } catch (IOException e) {
        assertThat(process.isAlive()).as(log()).isTrue();
        Thread.sleep(20);
      }
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  public String host() {
    return address.getAddress().getHostAddress();
  }

  public int port() {
    return address.getPort();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("sshd.log"));
  }

  /** A line of known hosts with the server's key. */
  public String knownHost() {
    return KnownHosts.nameOf(host(), port())
        + " "
        + SshKeys.publicKeyOf(folder.resolve("host_key"))
        + "\n";
  }

  /** How often the log of a server with {@code LogLevel DEBUG1} tells of a connection forwarded. */
  public long forwarded(String host, int port) throws IOException {
    return log()
        .lines()
        .filter(line -> line.contains("server_request_direct_tcpip: "))
        .filter(line -> line.endsWith("target " + host + " port " + port))
        .count();
  }

  /** How many processes serve connections now. */
  long connections() {
    return process.descendants().count();
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends the server and whatever goes through it. */
  public void stop() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
