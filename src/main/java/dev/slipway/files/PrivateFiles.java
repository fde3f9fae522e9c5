package dev.slipway.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Writes files that only their owner may read, so that no moment shows them to others. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes the file with this content, or replaces it in one step; missing folders are made. */
  public static void write(Path file, byte[] content) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path folder = Objects.requireNonNull(target.toAbsolutePath().normalize().getParent());
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, ".slipway", ".new", ownerOnly(folder));
    try {
      Files.write(fresh, content);
      Files.move(
          fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
