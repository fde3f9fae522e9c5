package dev.slipway.ovf;

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
}
