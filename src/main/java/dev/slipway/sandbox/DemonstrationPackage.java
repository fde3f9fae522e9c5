package dev.slipway.sandbox;

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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packs the sandbox's OVA from its descriptor and two generated disks, so that the repository holds
 * text only. The same descriptor gives the same archive, byte by byte.
 */
public final class DemonstrationPackage {
  private static final String NAME = "horizon-cloud-connector";
  private static final Instant FIXED_TIME = Instant.parse("2026-11-21T00:00:00Z");

  /** The sizes are those that the descriptor states. */
  private static final List<Disk> DISKS =
      List.of(new Disk(NAME + "-disk1.vmdk", 1, 24), new Disk(NAME + "-disk2.vmdk", 2, 8));

  private DemonstrationPackage() {}

  /**
   * Packs the archive, unless it is up to date.
   *
   * @param arguments the folder of the descriptor, the archive to write, and more files that the
   *     archive must not be older than
   */
  public static void main(String[] arguments) throws IOException {
    Path sourceFolder = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    Stream<Path> more = Arrays.stream(arguments).skip(2).map(Path::of);
    if (isOlder(target, Stream.concat(Stream.of(descriptor(sourceFolder)), more).toList())) {
      write(sourceFolder, target);
    }
  }

  /** Packs the archive anew; whoever reads the old one meanwhile is not disturbed. */
  public static void write(Path sourceFolder, Path target) throws IOException {
    byte[] descriptor = Files.readAllBytes(descriptor(sourceFolder));
    Files.createDirectories(target.toAbsolutePath().resolveSibling("."));
    Path unfinished =
        target.resolveSibling(NAME + "." + ProcessHandle.current().pid() + ".unfinished");
    try {
      pack(descriptor, unfinished);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Path descriptor(Path sourceFolder) {
    return sourceFolder.resolve(NAME + ".ovf");
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

  private static void pack(byte[] descriptor, Path target) throws IOException {
    StringBuilder manifest = new StringBuilder();
    state(manifest, NAME + ".ovf", out -> out.write(descriptor));
    for (Disk disk : DISKS) {
      state(manifest, disk.name(), disk);
    }
    byte[] manifestBytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
      add(tar, NAME + ".ovf", descriptor.length, out -> out.write(descriptor));
      add(tar, NAME + ".mf", manifestBytes.length, out -> out.write(manifestBytes));
      for (Disk disk : DISKS) {
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
