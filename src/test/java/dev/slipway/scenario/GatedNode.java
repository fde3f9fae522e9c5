package dev.slipway.scenario;

import dev.slipway.model.Secret;
import dev.slipway.port.RemoteShell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** The SSH server of a node that keeps each command until the test lets it through. */
final class GatedNode implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Opens a shell on what really answers. */
  interface Behind {
    RemoteShell connect() throws InterruptedException;
  }

  private final SshServer server = SshServer.setUpDefaultServer();
  private final Behind behind;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  GatedNode(InetSocketAddress address, Behind behind) throws IOException, GeneralSecurityException {
    this.behind = behind;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair hostKey = generator.generateKeyPair();
    server.setHost(address.getAddress().getHostAddress());
    server.setPort(address.getPort());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator((user, key, session) -> user.equals("ccadmin"));
    server.setCommandFactory((channel, command) -> new Held(command));
    server.start();
  }

  /** All commands that came, in order. */
  List<String> received() {
    return received;
  }

  /** Lets all commands through from now on. */
  void open() {
    gate.countDown();
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }

  private final class Held extends AbstractCommandSupport {
    Held(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      received.add(getCommand());
      try {
        gate.await();
        try (RemoteShell shell = behind.connect()) {
          RemoteShell.Result result =
              shell.run(new RemoteShell.Command(new Secret(getCommand()), false, List.of(), LONG));
          getOutputStream().write(result.output().getBytes(StandardCharsets.UTF_8));
          getErrorStream().write(result.errors().getBytes(StandardCharsets.UTF_8));
          getOutputStream().flush();
          getErrorStream().flush();
          onExit(result.exitStatus());
        }
      } catch (InterruptedException e) {
        // The client has gone, and with it its command.
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        onExit(255, String.valueOf(e.getMessage()));
      }
    }
  }
}
