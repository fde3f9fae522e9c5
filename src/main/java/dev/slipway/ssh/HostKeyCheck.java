package dev.slipway.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides on the key that one host presents, and remembers the decision in the user's words. */
final class HostKeyCheck implements HostKeyRepository {
  private final Hop hop;
  private final ShellTarget target;
  private final String host;
  private final KnownHosts knownHosts;
  private final Lock writing;
  private volatile String fingerprint = "";
  private volatile @Nullable PortException refusal;

  /**
   * @param writing held while the file is read and written; one for all connections
   */
  HostKeyCheck(Hop hop, Lock writing) {
    this.hop = hop;
    this.target = hop.target();
    this.host = hop.address();
    this.knownHosts = new KnownHosts(target.access().knownHosts());
    this.writing = writing;
  }

  /** Fingerprint of the presented key; empty before one was presented. */
  String fingerprint() {
    return fingerprint;
  }

  /** Why the key was refused. */
  Optional<PortException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public int check(String ignoredHost, byte[] key) {
    fingerprint = fingerprint(key);
    writing.lock();
    try {
      refusal = judge(key, knownHosts.find(host));
    } catch (IOException | JSchException e) {
      refusal =
          new PortException(
              Category.ENVIRONMENT,
              "ssh/known-hosts",
              "known hosts " + knownHosts.file() + " cannot be used",
              String.valueOf(e.getMessage()),
              "",
              e);
    } finally {
      writing.unlock();
    }
    return refusal == null ? OK : NOT_INCLUDED;
  }

  private @Nullable PortException judge(byte[] key, List<KnownHosts.Entry> known)
      throws IOException, JSchException {
    boolean recorded = known.stream().anyMatch(entry -> !entry.isRevoked() && entry.holds(key));
    if (known.stream().anyMatch(entry -> entry.isRevoked() && entry.holds(key))) {
      return changed("it is marked @revoked in " + knownHosts.file(), removal());
    }
    return switch (target.trust()) {
      case HostKeyTrust.Pinned(String pinned) -> {
        if (!fingerprint.equals(pinned)) {
          yield changed(
              "expected " + pinned + ", which vCenter remembers for the VM",
              "If the node was rebuilt on purpose, clear the VM's custom attribute"
                  + " slipway.hostKey, run "
                  + removal()
                  + ", and apply again. If not, somebody may be in between.");
        }
        yield recorded ? null : record(key, "slipway");
      }
      case HostKeyTrust.Known() -> {
        if (recorded) {
          yield null;
        }
        yield known.isEmpty() ? unknown() : changed(expected(known), ifRebuilt());
      }
      case HostKeyTrust.FirstContact(String comment) -> {
        if (recorded) {
          yield null;
        }
        List<KnownHosts.Entry> foreign = known.stream().filter(entry -> !entry.isOurs()).toList();
        yield foreign.isEmpty() ? record(key, comment) : changed(expected(foreign), ifRebuilt());
      }
    };
  }

  private @Nullable PortException record(byte[] key, String comment)
      throws IOException, JSchException {
    knownHosts.record(host, key, comment);
    return null;
  }

  private String expected(List<KnownHosts.Entry> known) {
    return known.stream().map(KnownHosts.Entry::fingerprint).collect(Collectors.joining(" or "))
        + " is expected, by "
        + knownHosts.file();
  }

  private String ifRebuilt() {
    return "If the "
        + (hop.isBastion() ? "bastion" : "node")
        + " was rebuilt on purpose, run "
        + removal()
        + (hop.isBastion()
            ? " and add its new key: " + scan() + " >> " + knownHosts.file()
            : " and apply again")
        + ". If not, somebody may be in between.";
  }

  private String removal() {
    return "ssh-keygen -f " + knownHosts.file() + " -R '" + host + "'";
  }

  private PortException changed(String why, String advice) {
    return new PortException(
        Category.ENVIRONMENT,
        "ssh/host-key-changed",
        "host key of " + subject() + " is not the expected one",
        "It presented " + fingerprint + "; " + why + ".",
        advice,
        null);
  }

  private PortException unknown() {
    return new PortException(
        Category.ENVIRONMENT,
        "ssh/unknown-host-key",
        "host key of " + subject() + " is not known",
        "It presented "
            + fingerprint
            + "; none is expected, for "
            + knownHosts.file()
            + " has no key for it.",
        "Compare the fingerprint with "
            + (hop.isBastion() ? "what the bastion's administrator says" : "the node's console")
            + ", then add the key: "
            + scan()
            + " >> "
            + knownHosts.file()
            + ". To replace a wrong one, first run "
            + removal()
            + ".",
        null);
  }

  private String subject() {
    return hop.isBastion() ? hop.name() : target.host();
  }

  /** The command that shows the key, run where the host can be reached from. */
  private String scan() {
    String scan = "ssh-keyscan -p " + target.access().port() + " " + target.host();
    Hop before = hop.before();
    return before == null
        ? scan
        : "ssh -p "
            + before.target().access().port()
            + " "
            + before.target().access().user()
            + "@"
            + before.target().host()
            + " "
            + scan;
  }

  /** As OpenSSH shows it. */
  static String fingerprint(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The keys for which the server is asked first, so that it shows one that is expected. */
  @Override
  public HostKey[] getHostKey(@Nullable String ignoredHost, @Nullable String type) {
    try {
      return knownHosts.find(host).stream()
          .filter(this::isWanted)
          .map(KnownHosts.Entry::key)
          .filter(key -> type == null || key.getType().equals(type))
          .toArray(HostKey[]::new);
    } catch (IOException | JSchException e) {
      return new HostKey[0];
    }
  }

  private boolean isWanted(KnownHosts.Entry entry) {
    return !(target.trust() instanceof HostKeyTrust.Pinned(String pinned))
        || entry.fingerprint().equals(pinned);
  }

  @Override
  public HostKey[] getHostKey() {
    return getHostKey(null, null);
  }

  @Override
  public String getKnownHostsRepositoryID() {
    return knownHosts.file().toString();
  }

  @Override
  public void add(HostKey key, UserInfo user) {
    throw new UnsupportedOperationException("keys are recorded by check");
  }

  @Override
  public void remove(String removedHost, String type) {
    throw new UnsupportedOperationException("keys are recorded by check");
  }

  @Override
  public void remove(String removedHost, String type, byte[] key) {
    throw new UnsupportedOperationException("keys are recorded by check");
  }
}
