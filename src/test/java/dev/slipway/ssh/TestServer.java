package dev.slipway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** An SSH server on loopback whose one program is given by the test. */
final class TestServer implements AutoCloseable {
  /** What every command does, on a thread of its own; returns the exit status. */
  interface Program {
    int run(String command, InputStream in, OutputStream out, OutputStream err)
        throws IOException, InterruptedException;
  }

  final CountDownLatch closedByClient = new CountDownLatch(1);
  private final SshServer server = SshServer.setUpDefaultServer();

  TestServer(KeyPair hostKey, boolean acceptsKeys, Program program) throws IOException {
    this(0, hostKey, acceptsKeys, program);
  }

  TestServer(int port, KeyPair hostKey, boolean acceptsKeys, Program program) throws IOException {
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator((user, key, session) -> acceptsKeys && user.equals("tester"));
    server.setCommandFactory((channel, command) -> new Running(command, program));
    server.start();
  }

  static KeyPair newHostKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }

  static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString();
  }

  private final class Running implements Command {
    private final String text;
    private final Program program;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, immediately) -> {};
    private Thread thread = new Thread(() -> {});

    private Running(String text, Program program) {
      this.text = text;
      this.program = program;
    }

    @Override
    public void setInputStream(InputStream stream) {
      in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
      err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  exit.onExit(program.run(text, in, out, err));
                } catch (IOException | InterruptedException e) {
                  exit.onExit(255);
                }
              });
    }

    @Override
    public void destroy(ChannelSession channel) {
      thread.interrupt();
      closedByClient.countDown();
    }
  }
}
