package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;

import dev.slipway.diag.Category;
import dev.slipway.model.ItemName;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.Sha256;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The content libraries of the sandbox: those of the world, and those that users put beside its
 * state as {@code libraries/LIBRARY/ITEM.ovf}. An item is a descriptor; what it describes is never
 * copied anywhere. {@code ITEM.description} beside it is there from the beginning of an upload, and
 * a library with a file {@code subscribed} takes none.
 */
final class SandboxLibraries {
  private static final String ENDING = ".ovf";
  private static final String DESCRIPTION = ".description";

  private final SandboxWorld world;
  private final Path folder;

  SandboxLibraries(SandboxWorld world, Path sandboxFolder) {
    this.world = world;
    this.folder = sandboxFolder.resolve("libraries");
  }

  Lookup<Lookup<LibraryItem>> find(String library, String name) {
    SortedMap<String, SortedMap<String, byte[]>> all = all();
    Map<String, byte[]> items = all.get(library);
    if (items == null) {
      return new Lookup.Missing<>(List.copyOf(all.keySet()));
    }
    byte[] descriptor = items.get(name);
    return new Lookup.Found<>(
        descriptor == null
            ? new Lookup.Missing<>(List.copyOf(items.keySet()))
            : new Lookup.Found<>(item(library, name, descriptor)));
  }

  Lookup<ObservedLibrary> observe(ItemName item) {
    SortedMap<String, SortedMap<String, byte[]>> all = all();
    SortedMap<String, byte[]> items = all.get(item.library());
    if (items == null) {
      return new Lookup.Missing<>(List.copyOf(all.keySet()));
    }
    int writable = Files.exists(folder.resolve(item.library()).resolve("subscribed")) ? 0 : 1;
    Path description = file(item, DESCRIPTION);
    byte[] descriptor = items.get(item.name());
    if (descriptor == null && !Files.exists(description)) {
      return new Lookup.Found<>(new ObservedLibrary(writable, Optional.empty()));
    }
    try {
      String madeFrom = Files.exists(description) ? Files.readString(description) : "";
      return new Lookup.Found<>(
          new ObservedLibrary(
              writable,
              Optional.of(
                  new ObservedItem(
                      item(
                          item.library(),
                          item.name(),
                          descriptor == null ? new byte[0] : descriptor),
                      PackageUpload.madeFrom(madeFrom),
                      descriptor == null ? Map.of() : files(item, madeFrom)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was uploaded is named in the description, since only the descriptor is kept. */
  private static Map<String, String> files(ItemName item, String description) {
    Map<String, String> files = new TreeMap<>(Map.of(item.name() + ENDING, ""));
    description.lines().skip(1).forEach(name -> files.put(name, ""));
    return files;
  }

  void upload(PackageUpload upload, OvfPackage ovfPackage, TransferListener listener)
      throws InterruptedException {
    requireRoom(upload.item());
    Path description = file(upload.item(), DESCRIPTION);
    try {
      Files.createDirectories(requireNonNull(description.getParent()));
      Files.writeString(
          description,
          upload.description() + "\n" + String.join("\n", upload.checksums().keySet()) + "\n");
      SandboxImport.upload(ovfPackage, listener);
      Files.writeString(file(upload.item(), ENDING), ovfPackage.descriptorText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | RuntimeException e) {
      remove(description);
      throw e;
    }
  }

  private void requireRoom(ItemName item) {
    ObservedLibrary library =
        observe(item).found().orElse(new ObservedLibrary(0, Optional.empty()));
    if (library.writable() == 0) {
      throw Refusal.of(
          Category.CONFLICT,
          "library/not-writable",
          "cannot make " + item.words(),
          "There is no local library of that name.");
    }
    if (library.item().filter(seen -> !seen.isHalfMade()).isPresent()) {
      throw Refusal.of(
          Category.CONFLICT,
          "library/item-exists",
          "cannot make " + item.words(),
          "There is an item of that name.");
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(ItemName item, String ending) {
    return folder.resolve(item.library()).resolve(item.name() + ending);
  }

  /** The descriptor; empty when there is no such item any more. */
  byte[] descriptor(LibraryItem item) {
    return all()
        .getOrDefault(item.library(), new TreeMap<>())
        .getOrDefault(item.name(), new byte[0]);
  }

  /** Another content is another version. */
  private static LibraryItem item(String library, String name, byte[] descriptor) {
    return new LibraryItem(
        library,
        name,
        "item-" + Sha256.of(library + "/" + name).substring(0, 8),
        Sha256.of(new String(descriptor, StandardCharsets.UTF_8)).substring(0, 8));
  }

  private SortedMap<String, SortedMap<String, byte[]>> all() {
    SortedMap<String, SortedMap<String, byte[]>> all = new TreeMap<>();
    try {
      for (Map.Entry<String, SortedMap<String, String>> library : world.libraries().entrySet()) {
        SortedMap<String, byte[]> items =
            all.computeIfAbsent(library.getKey(), name -> new TreeMap<>());
        for (Map.Entry<String, String> item : library.getValue().entrySet()) {
          items.put(item.getKey(), resource(item.getValue()));
        }
      }
      for (Path library : list(folder)) {
        SortedMap<String, byte[]> items =
            all.computeIfAbsent(name(library), name -> new TreeMap<>());
        for (Path item : list(library)) {
          if (name(item).endsWith(ENDING)) {
            items.put(name(item).replaceFirst("\\.ovf$", ""), Files.readAllBytes(item));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file = SandboxLibraries.class.getResourceAsStream(name)) {
      return requireNonNull(file, name).readAllBytes();
    }
  }
}
