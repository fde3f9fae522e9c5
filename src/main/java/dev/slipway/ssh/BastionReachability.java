package dev.slipway.ssh;

import dev.slipway.port.Reachability;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks the bastions whether the SSH ports of nodes behind them are open, for a look from here finds
 * them closed for ever. Other ports are looked at from here, as they are used from here.
 */
public final class BastionReachability implements Reachability {
  private final Reachability direct;
  private final JschShells shells;
  private final Function<String, ShellAccess> access;

  /**
   * Makes a look at nodes.
   *
   * @param access how to log in to the node of an address
   */
  public BastionReachability(
      Reachability direct, JschShells shells, Function<String, ShellAccess> access) {
    this.direct = direct;
    this.shells = shells;
    this.access = access;
  }

  @Override
  public boolean isOpen(String host, int port, Duration timeout) throws InterruptedException {
    ShellAccess known = access.apply(host);
    boolean behind = known.port() == port && !known.bastions().isEmpty();
    return behind
        ? shells.isOpen(new ShellTarget(host, known, new HostKeyTrust.Known(), timeout))
        : direct.isOpen(host, port, timeout);
  }
}
