package dev.slipway.sequence;

import dev.slipway.model.NodeTarget;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import org.jspecify.annotations.Nullable;

/**
 * The shell of the attempts of one step: opened when it is first wanted, and anew when it broke.
 */
final class KeptShell implements AutoCloseable {
  private final NodeTarget node;
  private final ShellSource source;
  private @Nullable RemoteShell open;

  KeptShell(NodeTarget node, ShellSource source) {
    this.node = node;
    this.source = source;
  }

  /** What is done with a shell. */
  @FunctionalInterface
  interface Use<R> {
    R with(RemoteShell shell) throws InterruptedException;
  }

  <R> R use(Use<R> use) throws InterruptedException {
    RemoteShell shell = open == null ? source.open(node) : open;
    open = shell;
    try {
      return use.with(shell);
    } catch (PortException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
