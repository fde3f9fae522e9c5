package dev.slipway.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import dev.slipway.diag.Category;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShells;
import dev.slipway.port.ShellTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens shells with JSch: public keys only, each host key checked. Safe for several threads. */
public final class JschShells implements RemoteShells {
  /** How JSch words the methods that a server offers. */
  private static final Pattern OFFERED = Pattern.compile("for methods '([^']*)'");

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
  private static final int MISSED_KEEP_ALIVES = 3;

  private final AddressResolver resolver;
  private final Lock knownHosts = new ReentrantLock();

  public JschShells(AddressResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public RemoteShell connect(ShellTarget target) throws InterruptedException {
    InetSocketAddress address = resolver.resolve(target.host(), target.port());
    HostKeyCheck hostKey = new HostKeyCheck(target, knownHosts);
    Session session = session(target, hostKey);
    Socket socket = new Socket();
    try {
      Abortable.call(
          target.connectTimeout(),
          () -> {
            reach(socket, address, target);
            session.setSocketFactory(new Connected(socket));
            session.connect();
            return session;
          },
          () -> close(socket, session));
      return new JschShell(session, target, hostKey.fingerprint());
    } catch (TimeoutException e) {
      throw failed(
          "ssh/timeout",
          "no SSH session with " + name(target) + " in time",
          "The port is open, but within "
              + target.connectTimeout().toSeconds()
              + " s no login came about",
          "The node may still be starting, or something else answers there.",
          e);
    } catch (ExecutionException e) {
      close(socket, session);
      throw wording(e.getCause(), target, hostKey);
    }
  }

  private static void reach(Socket socket, InetSocketAddress address, ShellTarget target) {
    try {
      // One tenth earlier than the whole, so that silence here is told from silence afterwards.
      long millis = target.connectTimeout().toMillis();
      socket.connect(address, (int) Math.max(1, millis - millis / 10));
    } catch (IOException e) {
      throw failed(
          "ssh/unreachable",
          "SSH of " + name(target) + " cannot be reached",
          address.isUnresolved() ? "The name is not known" : String.valueOf(e.getMessage()),
          "Is the node powered on, SSH enabled on it, and TCP port "
              + target.port()
              + " open from here?",
          e);
    }
  }

  private static Session session(ShellTarget target, HostKeyCheck hostKey) {
    JSch jsch = new JSch();
    jsch.setHostKeyRepository(hostKey);
    try {
      Path privateKey = target.privateKey();
      if (privateKey == null) {
        jsch.setIdentityRepository(new AgentIdentityRepository(new SSHAgentConnector()));
      } else {
        SshKeys.forLogin(privateKey).dispose();
        jsch.addIdentity(privateKey.toString());
      }
      Session session = jsch.getSession(target.user(), target.host(), target.port());
      session.setConfig("StrictHostKeyChecking", "yes");
      session.setConfig("PreferredAuthentications", "publickey");
      session.setDaemonThread(true);
      session.setServerAliveInterval((int) KEEP_ALIVE.toMillis());
      session.setServerAliveCountMax(MISSED_KEEP_ALIVES);
      return session;
    } catch (AgentProxyException e) {
      throw failed(
          "ssh/no-agent",
          "The SSH agent cannot be asked for a key",
          String.valueOf(e.getMessage()),
          "Start one and ssh-add a key, or name a privateKey in the inventory file.",
          e);
    } catch (JSchException e) {
      throw failed(
          "ssh/unreachable",
          "SSH to " + name(target) + " cannot be prepared",
          String.valueOf(e.getMessage()),
          "",
          e);
    }
  }

  private static PortException wording(
      @Nullable Throwable cause, ShellTarget target, HostKeyCheck hostKey) {
    if (cause instanceof PortException worded) {
      return worded;
    }
    if (hostKey.refusal().isPresent()) {
      return hostKey.refusal().get();
    }
    String message = String.valueOf(cause == null ? "" : cause.getMessage());
    if (message.startsWith("Auth ")) {
      return refused(target, message, cause);
    }
    return failed(
        "ssh/connection-lost",
        "SSH session with " + name(target) + " broke off before the login",
        message,
        "The node may still be starting, or something else than SSH answers there.",
        cause);
  }

  private static PortException refused(
      ShellTarget target, String message, @Nullable Throwable cause) {
    Path privateKey = target.privateKey();
    Matcher offered = OFFERED.matcher(message);
    return failed(
        "ssh/authentication-refused",
        "SSH login of " + target.user() + " on " + name(target) + " was refused",
        (privateKey == null ? "No key of the SSH agent" : "The key " + privateKey + " is not")
            + (privateKey == null ? " is accepted" : " accepted")
            + (offered.find() ? "; the server allows " + offered.group(1) : "")
            + ".",
        "Does the node's "
            + target.user()
            + " have the public half among its authorized keys, and is its SSH enabled?",
        cause);
  }

  private static void close(Socket socket, Session session) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to do for a socket that is given up.
    }
    session.disconnect();
  }

  static String name(ShellTarget target) {
    return KnownHosts.nameOf(target.host(), target.port());
  }

  static PortException failed(
      String code, String summary, String detail, String advice, @Nullable Throwable cause) {
    return new PortException(Category.ENVIRONMENT, code, summary, detail, advice, cause);
  }

  /** Hands JSch a socket that is connected already. */
  private record Connected(Socket socket) implements SocketFactory {
    @Override
    public Socket createSocket(String host, int port) {
      return socket;
    }

    @Override
    public InputStream getInputStream(Socket connected) throws IOException {
      return connected.getInputStream();
    }

    @Override
    public OutputStream getOutputStream(Socket connected) throws IOException {
      return connected.getOutputStream();
    }
  }
}
