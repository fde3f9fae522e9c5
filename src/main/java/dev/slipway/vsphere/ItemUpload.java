package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.PackageUpload;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import dev.slipway.vsphere.RestSession.Call;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes items of local content libraries: the item, an update session, the files one after another,
 * completion. What is sent is not seen before that, so an item without files is one whose upload
 * was cut off. The files are those that a package cannot be deployed without; a certificate stays
 * behind, because an update session fails on one that vCenter does not trust.
 */
final class ItemUpload {
  private static final Logger LOG = LoggerFactory.getLogger(ItemUpload.class);
  private static final String SESSION = "content/library/item/update-session";

  /** The shortest that sessions were seen to be set to; the default is five minutes. */
  private static final int SESSION_TIMEOUT_SECONDS = 60;

  /** The library reads all files again when a session is completed. */
  private static final Duration COMPLETION_DEADLINE = Duration.ofHours(1);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RestSession rest;
  private final ContentLibraries libraries;

  ItemUpload(RestSession rest, ContentLibraries libraries) {
    this.rest = rest;
    this.libraries = libraries;
  }

  /** Makes the item, or leaves nothing of it. */
  void run(PackageUpload upload, OvfPackage ovfPackage, TransferListener listener)
      throws InterruptedException {
    Map<String, Long> sizes = sizes(ovfPackage);
    String library = libraries.writable(upload.item());
    Optional<ObservedItem> left =
        libraries.observe(upload.item()).found().flatMap(found -> found.item());
    if (left.isPresent() && !left.get().isHalfMade()) {
      throw exists(upload);
    }
    if (left.isPresent()) {
      remove(left.get().item().id(), upload);
    }
    String item = libraries.create(upload, library);
    try {
      fill(item, upload, ovfPackage, sizes, listener);
    } catch (RuntimeException | InterruptedException e) {
      discard(item, upload, e);
      throw e;
    }
  }

  private void fill(
      String item,
      PackageUpload upload,
      OvfPackage ovfPackage,
      Map<String, Long> sizes,
      TransferListener listener)
      throws InterruptedException {
    String words = upload.item().words();
    String session =
        rest.call(
                "fill",
                words,
                new Call(
                    SESSION,
                    null,
                    null,
                    libraries.wrapped(
                        "create_spec",
                        ContentLibraries.spec().put("library_item_id", item),
                        words)))
            .asText();
    long total = sizes.values().stream().mapToLong(Long::longValue).sum();
    Transfer transfer = new Transfer(Thread.currentThread(), total, listener);
    try (UploadHeartbeat heartbeat =
        new UploadHeartbeat(
            transfer, SESSION_TIMEOUT_SECONDS, () -> act(session, "keep-alive", words))) {
      heartbeat.begin();
      for (Map.Entry<String, Long> file : sizes.entrySet()) {
        send(session, file.getKey(), file.getValue(), upload, ovfPackage, transfer);
      }
      complete(session, upload);
    }
  }

  private void send(
      String session,
      String name,
      long size,
      PackageUpload upload,
      OvfPackage ovfPackage,
      Transfer transfer)
      throws InterruptedException {
    String words = upload.item().words();
    ObjectNode spec =
        ContentLibraries.spec().put("name", name).put("source_type", "PUSH").put("size", size);
    String checksum = upload.checksums().getOrDefault(name, "");
    if (!checksum.isEmpty()) {
      String[] parts = checksum.split(":", 2);
      spec.putObject("checksum_info").put("algorithm", parts[0]).put("checksum", parts[1]);
    }
    JsonNode added =
        rest.call(
            "fill",
            words,
            switch (rest.dialect("fill", words)) {
              case API -> new Call(SESSION + "/" + session + "/file", null, null, spec);
              case REST ->
                  new Call(
                      "content/library/item/updatesession/file",
                      session,
                      "add",
                      ContentLibraries.spec().set("file_spec", spec));
            });
    URI place = URI.create(added.path("upload_endpoint").path("uri").asText());
    FileSending sending = new FileSending(name, rest.address(place), transfer);
    String token = rest.token("fill", words);
    sending.run(() -> rest.put(place, token, size), () -> ovfPackage.stored(name));
  }

  /** The answer may come before all is looked at, and the session tells whether all was well. */
  private void complete(String session, PackageUpload upload) throws InterruptedException {
    String words = upload.item().words();
    var unused =
        rest.call(
            "complete",
            words,
            new Call(SESSION, session, "complete", ContentLibraries.spec()),
            COMPLETION_DEADLINE);
    long deadline = System.nanoTime() + COMPLETION_DEADLINE.toNanos();
    while (true) {
      JsonNode seen = rest.call("complete", words, Call.get(SESSION, session));
      switch (seen.path("state").asText()) {
        case "ACTIVE" -> {
          if (System.nanoTime() > deadline) {
            throw refused(upload, "Its library did not take the files in within an hour.");
          }
          Thread.sleep(PAUSE);
        }
        case "DONE" -> {
          return;
        }
        default ->
            throw refused(upload, seen.path("error_message").path("default_message").asText());
      }
    }
  }

  private void discard(String item, PackageUpload upload, Exception failure)
      throws InterruptedException {
    // The clean-up must not be cut short by what made it necessary.
    boolean interrupted = Thread.interrupted();
    try {
      remove(item, upload);
    } catch (PortException alsoFailed) {
      PortException left =
          new PortException(
              Category.ENVIRONMENT,
              "library/half-made-item",
              upload.item().words() + " is left without content",
              "Its upload failed (%s), and so did its removal (%s)."
                  .formatted(failure.getMessage(), alsoFailed.getMessage()),
              "Run apply again, which removes it first, or delete it in vCenter.",
              failure);
      left.addSuppressed(alsoFailed);
      throw left;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends its sessions first, since what is sent in them is kept elsewhere until they end. */
  private void remove(String item, PackageUpload upload) throws InterruptedException {
    String words = upload.item().words();
    for (JsonNode id : rest.call("remove", words, Call.get(SESSION + "?library_item_id=" + item))) {
      JsonNode session = rest.call("remove", words, Call.get(SESSION, id.asText()));
      if (session.path("library_item_id").asText().equals(item)
          && session.path("state").asText().equals("ACTIVE")) {
        act(id.asText(), "cancel", words);
      }
    }
    rest.delete("remove", words, ContentLibraries.ITEM, item);
    LOG.debug("removed {} ({})", words, item);
  }

  private void act(String session, String action, String words) throws InterruptedException {
    var unused =
        rest.call("fill", words, new Call(SESSION, session, action, ContentLibraries.spec()));
  }

  private static Map<String, Long> sizes(OvfPackage ovfPackage) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : ovfPackage.names()) {
      try {
        sizes.put(name, ovfPackage.size(name));
      } catch (IOException e) {
        throw FileSending.unreadable(name, e);
      }
    }
    return sizes;
  }

  private static PortException exists(PackageUpload upload) {
    return new PortException(
        Category.CONFLICT,
        "library/item-exists",
        "cannot make " + upload.item().words(),
        "There is an item of that name.",
        "Plan again.",
        null);
  }

  private static PortException refused(PackageUpload upload, String detail) {
    return new PortException(
        Category.ENVIRONMENT,
        "library/content-refused",
        "the library does not take the content of " + upload.item().words(),
        detail.isEmpty() ? "It gave no reason." : detail,
        "",
        null);
  }
}
