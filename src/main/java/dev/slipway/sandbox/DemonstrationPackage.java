package dev.slipway.sandbox;

import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.Inspection;
import dev.slipway.ovf.OvfDescriptor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packs the sandbox's OVA files from their descriptors and generated disks, so that the repository
 * holds text only. The same descriptor gives the same archive, byte by byte.
 */
public final class DemonstrationPackage {
  private static final Instant FIXED_TIME = Instant.parse("2026-11-21T00:00:00Z");

  private static final Pattern FILE_ELEMENT = Pattern.compile("<(?:[\\w.-]+:)?File\\s[^>]*>");

  private DemonstrationPackage() {}

  /**
   * Packs each archive that is not up to date.
   *
   * @param arguments the folder with a folder for each package, which holds a descriptor of its
   *     name; the folder for the archives; and more files that no archive must be older than
   */
  public static void main(String[] arguments) throws IOException {
    List<Path> more = Arrays.stream(arguments).skip(2).map(Path::of).toList();
    List<Path> folders;
    try (Stream<Path> children = Files.list(Path.of(arguments[0]))) {
      folders = children.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      Path target = Path.of(arguments[1]).resolve(folder.getFileName() + ".ova");
      if (isOlder(target, Stream.concat(Stream.of(descriptor(folder)), more.stream()).toList())) {
        write(folder, target);
      }
    }
  }

  /** Packs the archive anew; whoever reads the old one meanwhile is not disturbed. */
  public static void write(Path sourceFolder, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().resolveSibling("."));
    Path unfinished =
        target.resolveSibling(
            sourceFolder.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
    try {
      pack(descriptor(sourceFolder), unfinished);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Packs a descriptor of any appliance with disks of one MiB in place of its own, so that it can
   * be deployed in the sandbox.
   *
   * @param descriptor as it lies in the real package
   */
  public static void writeSmall(Path descriptor, Path target) throws IOException {
    Path changed =
        target.resolveSibling(target.getFileName().toString().replaceFirst("\\.ova$", ".ovf"));
    Files.writeString(
        changed,
        FILE_ELEMENT
            .matcher(Files.readString(descriptor))
            .replaceAll(element ->
                Matcher.quoteReplacement(
                    element
                        .group()
                        .replaceAll(
                            "\\s[\\w.-]+:(size|chunkSize|compression)\\s*=\\s*(\"[^\"]*\"|'[^']*')",
                            "")
                        .replaceFirst("(\\s)([\\w.-]+:)href\\b", "$1$2size=\"1048576\"$1$2href"))));
    try {
      pack(changed, target);
    } finally {
      Files.delete(changed);
    }
  }

  private static Path descriptor(Path sourceFolder) {
    return sourceFolder.resolve(sourceFolder.getFileName() + ".ovf");
  }

  /** The disks that the descriptor names, in its order and of its sizes. */
  private static List<Disk> disks(Path descriptor) {
    Diagnostics diagnostics = new Diagnostics();
    List<OvfDescriptor.File> files =
        Inspection.of(descriptor, diagnostics).orElseThrow().descriptor().files();
    List<Disk> disks = new ArrayList<>();
    for (OvfDescriptor.File file : files) {
      long size =
          Objects.requireNonNull(file.declaredSize(), "the descriptor must state each size");
      disks.add(new Disk(file.href(), disks.size() + 1L, Math.toIntExact(size >> 20)));
    }
    return disks;
  }

  private static boolean isOlder(Path target, List<Path> sources) throws IOException {
    if (Files.notExists(target)) {
      return true;
    }
    FileTime packed = Files.getLastModifiedTime(target);
    for (Path source : sources) {
      if (Files.getLastModifiedTime(source).compareTo(packed) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static void pack(Path descriptorFile, Path target) throws IOException {
    String descriptorName = String.valueOf(descriptorFile.getFileName());
    byte[] descriptor = Files.readAllBytes(descriptorFile);
    List<Disk> disks = disks(descriptorFile);
    StringBuilder manifest = new StringBuilder();
    state(manifest, descriptorName, out -> out.write(descriptor));
    for (Disk disk : disks) {
      state(manifest, disk.name(), disk);
    }
    byte[] manifestBytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
      add(tar, descriptorName, descriptor.length, out -> out.write(descriptor));
      add(
          tar,
          descriptorName.replaceFirst("\\.ovf$", ".mf"),
          manifestBytes.length,
          out -> out.write(manifestBytes));
      for (Disk disk : disks) {
        add(tar, disk.name(), disk.size(), disk);
      }
    }
  }

  private static void state(StringBuilder manifest, String name, Content content)
      throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      content.writeTo(out);
    }
    manifest.append("SHA256(%s)= %s\n".formatted(name, HexFormat.of().formatHex(digest.digest())));
  }

  private static void add(TarArchiveOutputStream tar, String name, long size, Content content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(FileTime.from(FIXED_TIME));
    tar.putArchiveEntry(entry);
    content.writeTo(tar);
    tar.closeArchiveEntry();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** What goes into a file. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A disk without meaning, whose bytes follow from its seed alone. */
  private record Disk(String name, long seed, int mebibytes) implements Content {
    long size() {
      return (long) mebibytes << 20;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Random random = new Random(seed);
      byte[] mebibyte = new byte[1 << 20];
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(mebibyte);
        out.write(mebibyte);
      }
    }
  }
}
