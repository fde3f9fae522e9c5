package dev.slipway.apply;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostics;
import dev.slipway.lock.Locks;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.LockName;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.PackageUpload;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Step;
import dev.slipway.port.VCenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Puts packages into content libraries, where other runs may want the same item. */
final class LibrarySteps {
  /** How long another run's upload of the same item is waited for. */
  private static final Duration UPLOAD_PATIENCE = Duration.ofHours(4);

  private final VCenter vcenter;
  private final Locks locks;

  LibrarySteps(VCenter vcenter, Locks locks) {
    this.vcenter = vcenter;
    this.locks = locks;
  }

  /** One run at a time, so that what is half-made is nobody's work in progress. */
  String upload(Step.UploadItem step, EventSink events) throws InterruptedException {
    PackageUpload upload = step.item().upload();
    try (Locks.Held lock =
        locks.acquire(
            LockName.ofItem(upload.item()),
            UPLOAD_PATIENCE,
            by -> events.accept(new Event.StepNoted(step.id(), "waiting for " + by.holder())))) {
      Optional<ObservedItem> seen = find(upload);
      if (seen.isPresent() && upload.isContentOf(seen.get())) {
        return "another run did it";
      }
      if (seen.isPresent() && !seen.get().isHalfMade()) {
        throw changed(upload, "It was not there when the plan was made, and is another now.");
      }
      lock.check();
      send(step, upload, events);
      return "";
    }
  }

  private void send(Step.UploadItem step, PackageUpload upload, EventSink events)
      throws InterruptedException {
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage ovfPackage =
        OvfPackages.open(upload.file(), diagnostics)
            .orElseThrow(() -> new DiagnosedException(diagnostics.all()))) {
      if (!ovfPackage.identity().equals(upload.digest())) {
        throw changed(upload, upload.file().getFileName() + " is not the package of the plan.");
      }
      vcenter.uploadItem(
          upload,
          ovfPackage,
          (sent, total) -> events.accept(new Event.StepTransferred(step.id(), sent, total)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The item as it lies in the library, when it holds the package that was planned with. */
  LibraryItem holding(PackageUpload upload) throws InterruptedException {
    return find(upload)
        .filter(upload::isContentOf)
        .map(ObservedItem::item)
        .orElseThrow(() -> changed(upload, "It is gone, or holds another package."));
  }

  private Optional<ObservedItem> find(PackageUpload upload) throws InterruptedException {
    return vcenter
        .observeItem(upload.item())
        .found()
        .orElseThrow(() -> changed(upload, "There is no library of that name any more."))
        .item();
  }

  private static DiagnosedException changed(PackageUpload upload, String detail) {
    return WorldCheck.changed(upload.item().words(), detail);
  }
}
