package dev.slipway.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to one host over SSH.
 *
 * @param privateKey null to use the SSH agent
 * @param certificate OpenSSH's certificate of the private key; null for the one beside it, if any
 * @param knownHosts file in OpenSSH's format
 * @param algorithms what is allowed instead of the defaults, by OpenSSH's keyword such as {@code
 *     KexAlgorithms}; a value that begins with {@code +}, {@code -} or {@code ^} changes these
 * @param bastions hosts to pass on the way, the nearest first
 */
public record ShellAccess(
    String user,
    int port,
    @Nullable Path privateKey,
    @Nullable Path certificate,
    Path knownHosts,
    Map<String, String> algorithms,
    List<Bastion> bastions) {
  public ShellAccess {
    algorithms = Map.copyOf(algorithms);
    bastions = List.copyOf(bastions);
  }

  /** A direct way, with the default algorithms. */
  public static ShellAccess direct(
      String user, int port, @Nullable Path privateKey, Path knownHosts) {
    return new ShellAccess(user, port, privateKey, null, knownHosts, Map.of(), List.of());
  }

  /**
   * A host that forwards connections.
   *
   * @param access how to log in to it; its own bastions are not passed
   */
  public record Bastion(String host, ShellAccess access) {}
}
