package dev.slipway.observe;

import dev.slipway.model.NodeTarget;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import java.util.HashMap;
import java.util.Map;

/**
 * Shells that serve several questions. A node whose shell broke, or could not be opened, is not
 * tried again: each try may take its whole timeout.
 */
final class SharedShells implements AutoCloseable {
  private final Map<String, RemoteShell> open = new HashMap<>();
  private final Map<String, PortException> broken = new HashMap<>();

  /** Opens a shell. */
  @FunctionalInterface
  interface Opening {
    RemoteShell open() throws InterruptedException;
  }

  /** The shell of a node, which outlives being closed by whoever gets it. */
  RemoteShell shell(NodeTarget node, Opening opening) throws InterruptedException {
    return guarded(
        node,
        () -> {
          RemoteShell shell = open.get(node.name());
          if (shell == null) {
            shell = opening.open();
            open.put(node.name(), shell);
          }
          return new Shared(node, shell);
        });
  }

  @Override
  public void close() {
    open.values().forEach(RemoteShell::close);
  }

  /** What may take long and fail. */
  @FunctionalInterface
  private interface Use<R> {
    R get() throws InterruptedException;
  }

  private <R> R guarded(NodeTarget node, Use<R> use) throws InterruptedException {
    PortException earlier = broken.get(node.name());
    if (earlier != null) {
      throw earlier;
    }
    try {
      return use.get();
    } catch (PortException e) {
      broken.put(node.name(), e);
      throw e;
    }
  }

  private final class Shared implements RemoteShell {
    private final NodeTarget node;
    private final RemoteShell shell;

    Shared(NodeTarget node, RemoteShell shell) {
      this.node = node;
      this.shell = shell;
    }

    @Override
    public String hostKeyFingerprint() {
      return shell.hostKeyFingerprint();
    }

    @Override
    public Result run(Command command) throws InterruptedException {
      return guarded(node, () -> shell.run(command));
    }

    @Override
    public void upload(Upload upload) throws InterruptedException {
      shell.upload(upload);
    }

    @Override
    public void close() {}
  }
}
