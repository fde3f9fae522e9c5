package dev.slipway.download;

import dev.slipway.diag.Category;
import dev.slipway.model.Sha256;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import dev.slipway.tls.Authorities;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches archives into a folder where each is called by its SHA-256, {@code ….ova}, so that what
 * is there is never fetched again. What was interrupted is carried on, by another process too; two
 * that want the same archive at once fetch it once.
 */
public final class PackageDownloads {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int FRUITLESS_TRIES = 4;
  private static final int BUFFER = 256 * 1024;

  private final Path folder;
  private final Pause pause;
  private final Duration silence;
  private final @Nullable SSLSocketFactory secure;

  /**
   * Fetches into a folder, which need not exist.
   *
   * @param authorities that vouch for servers; null for those of the JVM
   */
  public PackageDownloads(Path folder, Pause pause, @Nullable Authorities authorities) {
    this(folder, pause, SILENCE, authorities == null ? null : authorities.check().socketFactory());
  }

  PackageDownloads(Path folder, Pause pause) {
    this(folder, pause, SILENCE);
  }

  PackageDownloads(Path folder, Pause pause, Duration silence) {
    this(folder, pause, silence, null);
  }

  private PackageDownloads(
      Path folder, Pause pause, Duration silence, @Nullable SSLSocketFactory secure) {
    this.folder = folder;
    this.pause = pause;
    this.silence = silence;
    this.secure = secure;
  }

  private Path file(String sha256) {
    return folder.resolve(sha256 + ".ova");
  }

  /**
   * The archive on this machine, fetched when it is not there.
   *
   * @param sha256 what it must have, in lower-case hexadecimal; null to take what comes, which is
   *     fetched in any case
   * @throws PortException when it cannot be fetched, or is not the right one
   */
  public Path fetch(URI url, @Nullable String sha256, TransferListener listener)
      throws InterruptedException {
    HttpSource source = new HttpSource(url, silence, secure);
    // On a thread of its own: the JDK's HTTP takes no notice of an interrupt until more comes, and
    // closing its stream would wait for that too.
    FutureTask<Path> task = new FutureTask<>(() -> new Fetch(url, sha256, source, listener).run());
    Thread.ofPlatform().daemon().name("slipway-download").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      task.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case PortException problem -> throw problem;
        case IOException problem -> throw broken(url, problem);
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private final class Fetch {
    private final URI url;
    private final @Nullable String sha256;
    private final HttpSource source;
    private final TransferListener listener;
    private final byte[] buffer = new byte[BUFFER];

    Fetch(URI url, @Nullable String sha256, HttpSource source, TransferListener listener) {
      this.url = url;
      this.sha256 = sha256;
      this.source = source;
      this.listener = listener;
    }

    Path run() throws IOException, InterruptedException {
      Files.createDirectories(folder);
      String key = sha256 == null ? "url-" + Sha256.of(url.toString()) : sha256;
      // The lock ends with the channel, and with the process.
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        awaitTurn(channel);
        if (sha256 != null && Files.exists(file(sha256))) {
          return file(sha256);
        }
        try (PartialFile part = PartialFile.open(folder.resolve(key + ".part"))) {
          return complete(part);
        }
      }
    }

    private void awaitTurn(FileChannel channel) throws IOException, InterruptedException {
      while (!isAlone(channel)) {
        pause.pause(PATIENCE);
      }
    }

    private Path complete(PartialFile part) throws IOException, InterruptedException {
      boolean resumed = part.length() > 0;
      if (!part.digest().equals(sha256)) {
        receiveAll(part);
      }
      long length = part.length();
      String digest = part.digest();
      if (sha256 != null && !digest.equals(sha256)) {
        part.clear();
        if (resumed) {
          return complete(part);
        }
        throw new PortException(
            Category.USER,
            "package/digest-mismatch",
            "the package is not the one pinned",
            "%s gives %d bytes with the SHA-256 %s."
                .formatted(HttpSource.shown(url), length, digest),
            "Get the right address, or write sha256:" + digest + " when this one is meant.",
            null);
      }
      Path file = file(digest);
      part.moveTo(file);
      return file;
    }

    /** What breaks off is carried on while some of it arrives each time. */
    private void receiveAll(PartialFile part) throws IOException, InterruptedException {
      boolean answered = false;
      for (int fruitless = 0; fruitless <= FRUITLESS_TRIES; fruitless++) {
        long before = part.length();
        try {
          HttpSource.Answer answer = source.from(before, part.version());
          answered = true;
          receive(answer, part);
          return;
        } catch (IOException trouble) {
          if (!answered || fruitless == FRUITLESS_TRIES) {
            throw trouble;
          }
          fruitless = part.length() > before ? -1 : fruitless;
        }
        pause.pause(PATIENCE);
      }
    }

    private void receive(HttpSource.Answer answer, PartialFile part) throws IOException {
      if (answer.offset() != part.length()) {
        part.clear();
      }
      part.version(answer.version());
      long nextTold = answer.total() > 0 ? 0 : Long.MAX_VALUE;
      try (InputStream body = answer.body()) {
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
          keep(part, count);
          if (part.length() >= nextTold || part.length() == answer.total()) {
            nextTold = part.length() + answer.total() / 100;
            listener.transferred(part.length(), answer.total());
          }
        }
      }
      if (part.length() < answer.total()) {
        throw new IOException(
            "it ends after %d of %d bytes".formatted(part.length(), answer.total()));
      }
    }

    private void keep(PartialFile part, int count) {
      try {
        part.append(buffer, count);
      } catch (IOException full) {
        throw new PortException(
            Category.ENVIRONMENT,
            "package/not-kept",
            "cannot keep the package that is downloaded",
            folder + ": " + full.getMessage(),
            "Make room there, or name another folder in SLIPWAY_PACKAGE_CACHE.",
            full);
      }
    }
  }

  private static boolean isAlone(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException anotherThread) {
      return false;
    }
  }

  private static PortException broken(URI url, IOException problem) {
    String message = Objects.requireNonNullElse(problem.getMessage(), "the connection broke");
    return new PortException(
        Category.ENVIRONMENT,
        "package/not-downloaded",
        "cannot download " + HttpSource.shown(url),
        switch (problem) {
          case UnknownHostException unknown -> "The name " + url.getHost() + " is not known.";
          case SocketTimeoutException late -> "%s did not answer in time.".formatted(url.getHost());
          default -> url.getHost() + ": " + message + ".";
        },
        "Run the command again; what has arrived is kept.",
        problem);
  }
}
