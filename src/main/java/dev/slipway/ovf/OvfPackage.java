package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An OVF package that is open for reading: an OVA archive, or a descriptor with files beside it.
 */
public sealed interface OvfPackage extends Closeable permits OpenPackage {
  /** The file it was opened from: the archive or the descriptor. */
  Path file();

  OvfDescriptor descriptor();

  /** The descriptor's XML, as {@code OvfManager.CreateImportSpec} takes it. */
  String descriptorText();

  /** The digests that the package states of its files; empty when it has no manifest. */
  Optional<OvfManifest> manifest();

  /** The file with the certificate that signs the manifest; the signature is not checked. */
  Optional<String> certificate();

  /** Why it cannot be deployed, though nothing is wrong with it; empty when it can. */
  List<Diagnostic> refusals();

  /**
   * SHA-256, in hexadecimal, over descriptor and manifest; through the manifest it stands for the
   * files too, without reading them.
   */
  String identity();

  /** The files that hold the bytes of a reference: one, or its chunks; empty when missing. */
  List<String> parts(OvfDescriptor.File file);

  /**
   * The real size of a file, which the descriptor may misstate.
   *
   * @param href as the descriptor references it
   * @throws IOException when the package has no such file
   */
  long size(String href) throws IOException;

  /**
   * Opens a file. Several may be open at once.
   *
   * @throws IOException when the package has no such file
   */
  InputStream open(String href) throws IOException;

  /** The names of the descriptor and of all files that hold the bytes of what it references. */
  List<String> names();

  /**
   * Opens a file of {@link #names} as it lies in the package. The read that finds the end throws
   * {@link DiagnosedException} when it is not the one that the manifest means.
   */
  InputStream stored(String name) throws IOException;

  /**
   * The bytes that {@link #content} gives. A compressed file is read to its end for that, since its
   * own statement of its size is modulo 2^32 (RFC 1952) and cannot be relied upon.
   *
   * @throws DiagnosedException as with {@link #content}, of a compressed file
   * @throws java.io.InterruptedIOException when the thread was interrupted meanwhile
   */
  long contentSize(String href) throws IOException;

  /**
   * Opens a referenced file as hosts want it: its chunks joined, and decompressed. The read that
   * finds the end throws {@link DiagnosedException} when a part of it is not the one that the
   * manifest means, so that no second pass over the file is needed.
   *
   * @param href as the descriptor references it
   */
  InputStream content(String href) throws IOException;
}
