package dev.slipway.sandbox;

import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The content libraries of the sandbox: those of the world, and those that users put beside its
 * state as {@code libraries/LIBRARY/ITEM.ovf}. An item is a descriptor; what it describes is never
 * copied anywhere.
 */
final class SandboxLibraries {
  private static final String ENDING = ".ovf";

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
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
