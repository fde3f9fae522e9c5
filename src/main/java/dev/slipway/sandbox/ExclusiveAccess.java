package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one at a time, of all threads and processes, read a file and replace it. The system gives
 * the file free when a process dies.
 */
final class ExclusiveAccess {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Path guard;

  ExclusiveAccess(Path file) {
    this.guard = file.resolveSibling(file.getFileName() + ".lock");
  }

  /** Does the work, which takes no time to speak of, when nobody else is at it. */
  <T extends @Nullable Object> T during(Supplier<T> work) {
    try {
      Files.createDirectories(guard.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = wait(channel)) {
        assert lock.isValid();
        return work.get();
      }
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sandbox/state-unwritable",
          "the sandbox's state cannot be written",
          guard + ": " + e.getMessage(),
          "Make the folder writable, or run in another folder.",
          e);
    }
  }

  /** Not {@code FileChannel.lock}: an interrupt would close the channel. */
  private static FileLock wait(FileChannel channel) throws IOException {
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // A thread of this process is at it.
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
