package dev.slipway.ovf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes packages for tests, sound and unsound ones, as archive or as folder. */
final class OvaBuilder {
  private final List<Map.Entry<String, byte[]>> files = new ArrayList<>();

  OvaBuilder file(String name, byte[] content) {
    files.add(Map.entry(name, content));
    return this;
  }

  OvaBuilder file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file cut into parts. */
  OvaBuilder chunks(String name, byte[] content, int size) {
    for (int index = 0; index * size < content.length; index++) {
      file(
          "%s.%09d".formatted(name, index),
          Arrays.copyOfRange(content, index * size, Math.min(content.length, (index + 1) * size)));
    }
    return this;
  }

  /** Adds a manifest over all files so far. */
  OvaBuilder manifest(String name, String algorithm) {
    StringBuilder lines = new StringBuilder();
    files.forEach(file ->
        lines
            .append(algorithm.replace("-", ""))
            .append("(" + file.getKey() + ")= ")
            .append(digest(algorithm, file.getValue()))
            .append('\n'));
    return file(name, lines.toString());
  }

  Path writeArchive(Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return target;
  }

  /** Writes all files into a folder; the first is the descriptor. */
  Path writeFolder(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    return folder.resolve(files.getFirst().getKey());
  }

  static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
