package dev.slipway.port;

/** Opens shells on nodes. */
public interface RemoteShells {
  /**
   * Connects and authenticates.
   *
   * @throws PortException when the host cannot be reached, its key is not the expected one, or the
   *     login is refused
   */
  RemoteShell connect(ShellTarget target) throws InterruptedException;
}
