package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a referenced file as hosts want it: its chunks joined, and decompressed. DSP0243 has files
 * compressed first and cut after that; the manifest states digests of the parts as they lie there.
 */
final class FileContent {
  private static final int BUFFER = 64 * 1024;

  private FileContent() {}

  /**
   * Opens the content. The read that finds its end throws {@link DiagnosedException} when a part is
   * not the one that the manifest means.
   *
   * @param parts from {@link FileParts#of}, at least one
   */
  static InputStream open(
      OvfDescriptor.File declared,
      List<String> parts,
      PackageFiles files,
      @Nullable OvfManifest manifest)
      throws IOException {
    InputStream joined =
        new JoinedParts(parts, files, manifest, FileParts.size(parts, files), declared.href());
    if (declared.compression().isEmpty()) {
      return joined;
    }
    try {
      return new Decompressed(joined);
    } catch (IOException | RuntimeException unusable) {
      joined.close();
      throw unusable;
    }
  }

  /** The parts one after another, each held against its stated digest. */
  private static final class JoinedParts extends InputStream {
    private final Deque<String> waiting;
    private final PackageFiles files;
    private final @Nullable OvfManifest manifest;
    private final String href;
    private long left;
    private @Nullable InputStream current;
    private String name = "";

    JoinedParts(
        List<String> parts,
        PackageFiles files,
        @Nullable OvfManifest manifest,
        long size,
        String href) {
      this.waiting = new ArrayDeque<>(parts);
      this.files = files;
      this.manifest = manifest;
      this.left = size;
      this.href = href;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      while (current != null || !waiting.isEmpty()) {
        InputStream part = current == null ? next() : current;
        int count = part.read(buffer, offset, length);
        if (count >= 0) {
          left -= count;
          return count;
        }
        end(part);
      }
      if (left > 0) {
        throw new EOFException(href + " ends " + left + " bytes early");
      }
      return -1;
    }

    /** What decides whether a member of a gzip file is the last one. */
    @Override
    public int available() {
      return Math.clamp(left, 0, Integer.MAX_VALUE);
    }

    private InputStream next() throws IOException {
      name = waiting.remove();
      InputStream file = files.open(name);
      Optional<OvfManifest.Digest> stated = manifest == null ? Optional.empty() : manifest.of(name);
      InputStream part =
          stated.isPresent() ? new DigestCheckingInputStream(file, stated.get()) : file;
      current = part;
      return part;
    }

    private void end(InputStream part) throws IOException {
      close();
      if (part instanceof DigestCheckingInputStream checked) {
        Optional<String> difference = checked.verify();
        if (difference.isPresent()) {
          throw new DiagnosedException(OvfPackages.mismatch(name, difference.get()));
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }

  /** Reads what stands behind the last member too, since the digest covers it. */
  private static final class Decompressed extends GZIPInputStream {
    Decompressed(InputStream compressed) throws IOException {
      super(compressed, BUFFER);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count < 0) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return count;
    }
  }
}
