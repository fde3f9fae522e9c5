package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.model.PackageUpload;
import dev.slipway.port.PortException;
import dev.slipway.vsphere.RestSession.Call;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Content libraries, local and subscribed, and the packages in them. They know names as anything
 * else that is found by ids; names of libraries need not differ, so all of one name are searched.
 */
final class ContentLibraries {
  private static final String LIBRARY = "content/library";
  static final String ITEM = "content/library/item";
  private static final String SUBSCRIBED_ITEM = "content/library/subscribed-item";
  private static final String SESSION = "content/library/item/download-session";

  /** Bound for a descriptor, in bytes; real ones have some ten thousand. */
  private static final int LARGEST_DESCRIPTOR = 16 << 20;

  /** A library that fetches on demand gets the descriptor from its publisher first. */
  private static final Duration PREPARE_DEADLINE = Duration.ofMinutes(5);

  /** All files of a package may cross the line between two sites for that. */
  private static final Duration SYNC_DEADLINE = Duration.ofHours(4);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final RestSession rest;

  ContentLibraries(RestSession rest) {
    this.rest = rest;
  }

  /** Finds an item, or the libraries that there are, or the items of the library. */
  Lookup<Lookup<LibraryItem>> find(String library, String name) throws InterruptedException {
    List<String> ids = libraries(library);
    if (ids.isEmpty()) {
      return new Lookup.Missing<>(existing());
    }
    List<String> others = new ArrayList<>();
    for (String id : ids) {
      List<String> items = items(id, library, name);
      if (!items.isEmpty()) {
        String version = read(ITEM, items.getFirst(), name).path("content_version").asText();
        return new Lookup.Found<>(
            new Lookup.Found<>(new LibraryItem(library, name, items.getFirst(), version)));
      }
      others.addAll(
          names(
              ITEM,
              texts(
                  rest.call(
                      "read",
                      "the items of " + words(library),
                      Call.get(ITEM + "?library_id=" + id)))));
    }
    return new Lookup.Found<>(new Lookup.Missing<>(others));
  }

  /** What there is in the libraries of one name: those that can be written, and the item. */
  Lookup<ObservedLibrary> observe(ItemName wanted) throws InterruptedException {
    List<String> ids = libraries(wanted.library());
    if (ids.isEmpty()) {
      return new Lookup.Missing<>(existing());
    }
    int local = local(ids, wanted.library()).size();
    for (String id : ids) {
      List<String> items = items(id, wanted.library(), wanted.name());
      if (!items.isEmpty()) {
        return new Lookup.Found<>(
            new ObservedLibrary(local, Optional.of(observe(wanted, items.getFirst()))));
      }
    }
    return new Lookup.Found<>(new ObservedLibrary(local, Optional.empty()));
  }

  private ObservedItem observe(ItemName name, String id) throws InterruptedException {
    JsonNode item = read(ITEM, id, name.words());
    Map<String, String> files = new TreeMap<>();
    for (JsonNode file : rest.call("read", name.words(), fileList(id, name))) {
      JsonNode checksum = file.path("checksum_info");
      String hexadecimal = checksum.path("checksum").asText();
      files.put(
          file.path("name").asText(),
          hexadecimal.isEmpty() ? "" : checksum.path("algorithm").asText() + ":" + hexadecimal);
    }
    return new ObservedItem(
        new LibraryItem(name.library(), name.name(), id, item.path("content_version").asText()),
        PackageUpload.madeFrom(item.path("description").asText()),
        files);
  }

  private Call fileList(String id, ItemName name) throws InterruptedException {
    return Call.get(
        switch (rest.dialect("read", name.words())) {
          case API -> ITEM + "/" + id + "/file";
          case REST -> ITEM + "/file?library_item_id=" + id;
        });
  }

  /** The one local library that an item can be put into. */
  String writable(ItemName item) throws InterruptedException {
    List<String> local = local(libraries(item.library()), item.library());
    if (local.size() != 1) {
      throw new PortException(
          Category.CONFLICT,
          "library/not-writable",
          "cannot make " + item.words(),
          local.isEmpty()
              ? "There is no local library of that name."
              : "There are %d local libraries of that name.".formatted(local.size()),
          "Plan again.",
          null);
    }
    return local.getFirst();
  }

  /** Makes an item without content; its description says what is going to be in it. */
  String create(PackageUpload upload, String library) throws InterruptedException {
    String words = upload.item().words();
    ObjectNode spec =
        spec()
            .put("library_id", library)
            .put("name", upload.item().name())
            .put("description", upload.description())
            .put("type", "ovf");
    return rest.call("make", words, new Call(ITEM, null, null, wrapped("create_spec", spec, words)))
        .asText();
  }

  private List<String> local(List<String> ids, String library) throws InterruptedException {
    List<String> local = new ArrayList<>();
    for (String id : ids) {
      if (read(LIBRARY, id, words(library)).path("type").asText().equals("LOCAL")) {
        local.add(id);
      }
    }
    return local;
  }

  private List<String> libraries(String name) throws InterruptedException {
    return named(LIBRARY, name, words(name), spec().put("name", name));
  }

  private List<String> existing() throws InterruptedException {
    return names(LIBRARY, texts(rest.call("read", "the content libraries", Call.get(LIBRARY))));
  }

  private List<String> items(String libraryId, String library, String name)
      throws InterruptedException {
    return named(
        ITEM,
        name,
        "the items of " + words(library),
        spec().put("name", name).put("library_id", libraryId));
  }

  /** The descriptor of an item; none of its other files is fetched. */
  byte[] descriptor(LibraryItem item) throws InterruptedException {
    String object = "the descriptor of " + item.words();
    ObjectNode spec = spec().put("library_item_id", item.id());
    String session =
        rest.call(
                "read", object, new Call(SESSION, null, null, wrapped("create_spec", spec, object)))
            .asText();
    try {
      String name =
          StreamSupport.stream(files(session, object).spliterator(), false)
              .map(file -> file.path("name").asText())
              .filter(file -> file.endsWith(".ovf"))
              .findFirst()
              .orElseThrow(() -> noPackage(item));
      var unused = rest.call("read", object, prepare(session, name, object));
      URI address = URI.create(awaitPrepared(session, name, item, object));
      return rest.download("read", object, address.getRawPath(), LARGEST_DESCRIPTOR);
    } finally {
      cancel(session, object);
    }
  }

  /** Lets a library fetch the files of a subscribed item that are not there yet. */
  void fetch(LibraryItem item) throws InterruptedException {
    if (isThere(item)) {
      return;
    }
    ObjectNode body = spec().put("force_sync_content", true);
    var unused =
        rest.call(
            "synchronise",
            item.words(),
            new Call(SUBSCRIBED_ITEM, item.id(), "sync", body),
            SYNC_DEADLINE);
    long deadline = System.nanoTime() + SYNC_DEADLINE.toNanos();
    while (!isThere(item)) {
      if (System.nanoTime() > deadline) {
        throw notThere(item, "Its library did not fetch its files from the publisher in time.");
      }
      Thread.sleep(PAUSE);
    }
  }

  /** What has no source was put into its library as a whole. */
  private boolean isThere(LibraryItem item) throws InterruptedException {
    JsonNode seen = read(ITEM, item.id(), item.words());
    return seen.path("cached").asBoolean() || seen.path("source_id").asText().isEmpty();
  }

  private String awaitPrepared(String session, String name, LibraryItem item, String object)
      throws InterruptedException {
    long deadline = System.nanoTime() + PREPARE_DEADLINE.toNanos();
    while (true) {
      for (JsonNode file : files(session, object)) {
        if (!file.path("name").asText().equals(name)) {
          continue;
        }
        switch (file.path("status").asText()) {
          case "PREPARED" -> {
            return file.path("download_endpoint").path("uri").asText();
          }
          case "ERROR" ->
              throw notThere(item, file.path("error_message").path("default_message").asText());
          default -> {}
        }
      }
      if (System.nanoTime() > deadline) {
        throw notThere(item, "Its library did not make the descriptor ready in time.");
      }
      Thread.sleep(PAUSE);
    }
  }

  private JsonNode files(String session, String object) throws InterruptedException {
    return rest.call(
        "read",
        object,
        Call.get(
            switch (rest.dialect("read", object)) {
              case API -> SESSION + "/" + session + "/file";
              case REST ->
                  "content/library/item/downloadsession/file?download_session_id=" + session;
            }));
  }

  private Call prepare(String session, String name, String object) throws InterruptedException {
    ObjectNode body = spec().put("file_name", name);
    return switch (rest.dialect("read", object)) {
      case API -> new Call(SESSION + "/" + session + "/file", null, "prepare", body);
      case REST -> new Call("content/library/item/downloadsession/file", session, "prepare", body);
    };
  }

  /** A session that is left over ends by itself, so that it is no failure. */
  private void cancel(String session, String object) throws InterruptedException {
    try {
      var unused = rest.call("finish", object, new Call(SESSION, session, "cancel", spec()));
    } catch (PortException ignored) {
      // Nothing depends on it.
    }
  }

  /** What is found ignores case, which names of ours do not. */
  private List<String> named(String service, String name, String object, ObjectNode spec)
      throws InterruptedException {
    List<String> same = new ArrayList<>();
    for (String id :
        texts(
            rest.call(
                "read", object, new Call(service, null, "find", wrapped("spec", spec, object))))) {
      if (read(service, id, name).path("name").asText().equals(name)) {
        same.add(id);
      }
    }
    return same;
  }

  private List<String> names(String service, List<String> ids) throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (String id : ids) {
      names.add(read(service, id, "what the content libraries hold").path("name").asText());
    }
    return names.stream().distinct().sorted().toList();
  }

  private JsonNode read(String service, String id, String object) throws InterruptedException {
    return rest.call("read", object, Call.get(service, id));
  }

  /** Only the older dialect gives the one part of a body its name. */
  ObjectNode wrapped(String part, ObjectNode body, String object) throws InterruptedException {
    return switch (rest.dialect("read", object)) {
      case API -> body;
      case REST -> spec().set(part, body);
    };
  }

  static ObjectNode spec() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String words(String library) {
    return "content library " + library;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static PortException noPackage(LibraryItem item) {
    return new PortException(
        Category.USER,
        "library/no-package",
        item.words() + " is no OVF package",
        "There is no descriptor among its files.",
        "Name an item of the type \"OVF & OVA Template\".",
        null);
  }

  private static PortException notThere(LibraryItem item, String detail) {
    return new PortException(
        Category.ENVIRONMENT,
        "library/content-not-there",
        "the content of " + item.words() + " is not there",
        detail,
        "Synchronise the item in vCenter, and see what its library says.",
        null);
  }
}
