package dev.slipway.port;

import java.time.Duration;

/**
 * A host to connect to.
 *
 * @param host the planned address; known hosts are kept under it
 * @param access how to log in; its known hosts are made when missing
 * @param connectTimeout for each host on the way, from the first byte to the login
 */
public record ShellTarget(
    String host, ShellAccess access, HostKeyTrust trust, Duration connectTimeout) {

  /** Which host key is acceptable. */
  public sealed interface HostKeyTrust {
    /** Exactly this one, which vCenter remembers for the VM. It is added to known hosts. */
    record Pinned(String fingerprint) implements HostKeyTrust {}

    /** One that known hosts has. */
    record Known() implements HostKeyTrust {}

    /**
     * The VM is ours and was never spoken to: whatever it shows is recorded, unless known hosts has
     * another key for the host that a person, not Slipway, put there.
     *
     * @param comment written behind the recorded key; begins with {@code slipway}
     */
    record FirstContact(String comment) implements HostKeyTrust {}
  }
}
