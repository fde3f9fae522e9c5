package dev.slipway.sequence;

import dev.slipway.model.NodeTarget;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;

/** Where steps get shells on nodes from. */
@FunctionalInterface
public interface ShellSource {
  /**
   * Opens a shell that the caller closes.
   *
   * @throws PortException when the node cannot be reached, or is not to be trusted
   */
  RemoteShell open(NodeTarget node) throws InterruptedException;
}
