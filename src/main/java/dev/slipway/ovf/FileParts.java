package dev.slipway.ovf;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the files of a package that hold the bytes of one reference. */
final class FileParts {
  private FileParts() {}

  /**
   * The names of the files: one, or its chunks in their order, which end in {@code .000000000} and
   * so on (DSP0243, file references). Empty when they are not there or must not be followed.
   */
  static List<String> of(OvfDescriptor.File file, PackageFiles files) {
    Href href = new Href(file.href());
    if (href.refusal().isPresent()) {
      return List.of();
    }
    Optional<String> whole = href.resolve(files::contains);
    if (whole.isPresent() || file.chunkSize() == null) {
      return whole.stream().toList();
    }
    return href.resolve(name -> files.contains(chunk(name, 0))).stream()
        .flatMap(name ->
            IntStream.iterate(0, index -> index + 1)
                .mapToObj(index -> chunk(name, index))
                .takeWhile(files::contains))
        .toList();
  }

  /**
   * The first chunk that the stated sizes ask for and that is not there.
   *
   * @param parts from {@link #of}
   */
  static Optional<String> missingChunk(OvfDescriptor.File file, List<String> parts) {
    Long size = file.declaredSize();
    Long chunkSize = file.chunkSize();
    String first = parts.isEmpty() ? "" : parts.getFirst();
    if (size == null
        || chunkSize == null
        || chunkSize <= 0
        || !first.endsWith(chunk("", 0))
        || Math.ceilDiv(size, chunkSize) <= parts.size()) {
      return Optional.empty();
    }
    return Optional.of(
        chunk(first.substring(0, first.length() - chunk("", 0).length()), parts.size()));
  }

  /** The bytes of all parts together. */
  static long size(List<String> parts, PackageFiles files) throws IOException {
    long size = 0;
    for (String part : parts) {
      size += files.size(part);
    }
    return size;
  }

  static String chunk(String name, int index) {
    return String.format(Locale.ROOT, "%s.%09d", name, index);
  }
}
