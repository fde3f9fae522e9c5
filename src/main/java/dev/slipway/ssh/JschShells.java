package dev.slipway.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShells;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Opens shells with JSch: public keys only, each host key checked, through bastions where there are
 * any. Safe for several threads.
 */
public final class JschShells implements RemoteShells {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
  private static final int MISSED_KEEP_ALIVES = 3;

  private final AddressResolver resolver;
  private final Lock knownHosts = new ReentrantLock();

  public JschShells(AddressResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public RemoteShell connect(ShellTarget target) throws InterruptedException {
    Route route = new Route(resolver);
    try {
      String fingerprint = "";
      for (Hop hop : Hop.wayTo(target)) {
        fingerprint = logIn(hop, route);
      }
      return new JschShell(route, target, fingerprint);
    } catch (InterruptedException | RuntimeException e) {
      route.close();
      throw e;
    }
  }

  /**
   * Whether the last bastion on the way to a node can connect to its SSH port.
   *
   * @throws PortException when a bastion cannot be passed
   */
  boolean isOpen(ShellTarget target) throws InterruptedException {
    List<Hop> way = Hop.wayTo(target);
    try (Route route = new Route(resolver)) {
      for (Hop bastion : way.subList(0, way.size() - 1)) {
        var unused = logIn(bastion, route);
      }
      Wire wire = route.wireTo(way.getLast());
      wire.open();
      wire.close();
      return true;
    } catch (PortException e) {
      if (e.code().equals(Failures.UNREACHABLE)) {
        return false;
      }
      throw e;
    }
  }

  /** Goes on to the next host; returns the fingerprint of its key. */
  private String logIn(Hop hop, Route route) throws InterruptedException {
    HostKeyCheck hostKey = new HostKeyCheck(hop, knownHosts);
    CertificateRemarks remarks = new CertificateRemarks();
    Session session = session(hop, hostKey, remarks);
    Wire wire = route.wireTo(hop);
    try {
      Abortable.call(
          hop.target().connectTimeout(),
          () -> {
            wire.open();
            session.setProxy(wire);
            session.connect();
            return session;
          },
          () -> close(wire, session));
      route.add(session);
      return hostKey.fingerprint();
    } catch (TimeoutException e) {
      throw Failures.timedOut(hop, e);
    } catch (ExecutionException e) {
      close(wire, session);
      throw Failures.ofLogin(e.getCause(), hop, hostKey, remarks.told());
    }
  }

  private static Session session(Hop hop, HostKeyCheck hostKey, CertificateRemarks remarks) {
    ShellTarget target = hop.target();
    ShellAccess access = target.access();
    JSch jsch = new JSch();
    jsch.setInstanceLogger(remarks);
    jsch.setHostKeyRepository(hostKey);
    try {
      Path privateKey = access.privateKey();
      if (privateKey == null) {
        jsch.setIdentityRepository(new AgentIdentityRepository(new SSHAgentConnector()));
      } else {
        SshKeys.addTo(jsch, privateKey, access.certificate());
      }
      Session session = jsch.getSession(access.user(), target.host(), access.port());
      session.setConfig("StrictHostKeyChecking", "yes");
      session.setConfig("PreferredAuthentications", "publickey");
      Algorithms.allow(access.algorithms(), session);
      session.setDaemonThread(true);
      session.setServerAliveInterval((int) KEEP_ALIVE.toMillis());
      session.setServerAliveCountMax(MISSED_KEEP_ALIVES);
      return session;
    } catch (AgentProxyException e) {
      throw Failures.failed(
          "ssh/no-agent",
          "The SSH agent cannot be asked for a key",
          String.valueOf(e.getMessage()),
          "Start one and ssh-add a key, or name a privateKey in the inventory file.",
          e);
    } catch (JSchException e) {
      throw Failures.failed(
          "ssh/not-prepared",
          "SSH to " + hop.name() + " cannot be prepared",
          String.valueOf(e.getMessage()),
          "",
          e);
    }
  }

  private static void close(Wire wire, Session session) {
    wire.close();
    session.disconnect();
  }
}
