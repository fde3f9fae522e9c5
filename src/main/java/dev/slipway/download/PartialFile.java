package dev.slipway.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a file that is being fetched, with the digest of what is there. Beside it lies
 * what the server calls the version that these bytes are of.
 */
final class PartialFile implements Closeable {
  private static final int BUFFER = 256 * 1024;

  private final Path file;
  private final Path versionFile;
  private final FileChannel channel;
  private final MessageDigest digest = sha256();
  private long length;

  private PartialFile(Path file, FileChannel channel) {
    this.file = file;
    this.versionFile = file.resolveSibling(file.getFileName() + ".version");
    this.channel = channel;
  }

  /** Opens what an earlier run has left, or an empty file. */
  static PartialFile open(Path file) throws IOException {
    PartialFile opened =
        new PartialFile(
            file,
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    try {
      opened.readBack();
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void readBack() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      length += buffer.remaining();
      digest.update(buffer);
      buffer.clear();
    }
  }

  long length() {
    return length;
  }

  /** SHA-256 of what is there, in lower-case hexadecimal. */
  String digest() {
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(soFar.digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's SHA-256 can be copied", e);
    }
  }

  void append(byte[] bytes, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.update(bytes, 0, count);
    length += count;
  }

  /** Forgets what is there. */
  void clear() throws IOException {
    channel.truncate(0);
    channel.position(0);
    digest.reset();
    length = 0;
    Files.deleteIfExists(versionFile);
  }

  /** The value for {@code If-Range}; null when the server gave none. */
  @Nullable String version() throws IOException {
    try {
      return Files.readString(versionFile);
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  void version(@Nullable String version) throws IOException {
    if (version == null) {
      Files.deleteIfExists(versionFile);
    } else {
      Files.writeString(versionFile, version);
    }
  }

  /** Makes it the whole file in one step. */
  void moveTo(Path target) throws IOException {
    channel.force(true);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(versionFile);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
