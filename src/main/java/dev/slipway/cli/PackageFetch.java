package dev.slipway.cli;

import dev.slipway.apply.Event;
import dev.slipway.apply.EventSink;
import dev.slipway.diag.Diagnostic;
import dev.slipway.download.PackageDownloads;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.PackageDownload;
import dev.slipway.model.VmSource;
import dev.slipway.port.PortException;
import dev.slipway.tls.Authorities;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings packages that have an address onto this machine, and tells how far that is. */
final class PackageFetch {
  private final Path cache;
  private final EventSink events;
  private final PackageDownloads downloads;

  /**
   * Fetches into a cache.
   *
   * @param authorities that vouch for servers; null for those of the JVM
   */
  PackageFetch(Path cache, EventSink events, @Nullable Authorities authorities) {
    this.cache = cache;
    this.events = events;
    this.downloads = new PackageDownloads(cache, Thread::sleep, authorities);
  }

  /**
   * The archive in the cache, where it is fetched to when it is not there.
   *
   * @throws PortException when it cannot be fetched, or is not the one that is meant
   */
  Path fetch(PackageDownload download) throws InterruptedException {
    Path cached = cached(download.sha256());
    return Files.exists(cached)
        ? cached
        : fetch(URI.create(download.url()), download.name(), download.sha256());
  }

  /** The same resources with their packages where they are on this machine. */
  DesiredState fetchAll(DesiredState desired) throws InterruptedException {
    Set<PackageDownload> downloads =
        desired
            .all(VmSpec.class)
            .flatMap(vm -> Stream.ofNullable(download(vm.from())))
            .collect(Collectors.toSet());
    for (PackageDownload download : downloads) {
      var unused = fetch(download);
    }
    return desired.replacing(resource ->
        resource instanceof VmSpec vm
                && vm.from() instanceof VmSource.PackageFile file
                && file.download() != null
            ? vm.from(file.at(cached(file.download().sha256())))
            : resource);
  }

  private static @Nullable PackageDownload download(VmSource from) {
    return from instanceof VmSource.PackageFile file ? file.download() : null;
  }

  private Path cached(String sha256) {
    return cache.resolve(sha256 + ".ova");
  }

  /** The archive in the cache, whatever it is. */
  Path fetch(URI url, String name, @Nullable String sha256) throws InterruptedException {
    String step = "package:download";
    String title = "download " + name;
    long start = System.nanoTime();
    events.accept(new Event.StepStarted(step, title));
    try {
      Path file =
          downloads.fetch(
              url,
              sha256,
              (sent, total) -> events.accept(new Event.StepTransferred(step, sent, total)));
      long milliseconds = Duration.ofNanos(System.nanoTime() - start).toMillis();
      events.accept(new Event.StepDone(step, title, "", milliseconds));
      return file;
    } catch (PortException e) {
      Diagnostic problem = e.toDiagnostic();
      events.accept(new Event.StepFailed(step, title, problem));
      throw e;
    } catch (InterruptedException e) {
      events.accept(new Event.StepInterrupted(step, title));
      throw e;
    }
  }
}
