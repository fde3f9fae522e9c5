package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads descriptor and manifest of a package and holds them against each other and the files. */
final class PackageReader {
  /** Bound for descriptor and manifest, in bytes; real ones have some ten thousand. */
  private static final int LARGEST_TEXT = 16 << 20;

  private final Path file;
  private final PackageFiles files;
  private final Diagnostics diagnostics;

  PackageReader(Path file, PackageFiles files, Diagnostics diagnostics) {
    this.file = file;
    this.files = files;
    this.diagnostics = diagnostics;
  }

  /**
   * Reads the package.
   *
   * @throws DiagnosedException when there are errors
   */
  OvfPackage read() throws IOException {
    byte[] descriptorBytes = bytes(files.descriptor());
    MessageDigest identity = sha256();
    identity.update(descriptorBytes);
    OvfManifest manifest = null;
    Optional<String> manifestName = manifestName();
    if (manifestName.isPresent()) {
      byte[] manifestBytes = bytes(manifestName.get());
      identity.update(manifestBytes);
      manifest = manifest(manifestName.get(), manifestBytes);
      checkDescriptor(descriptorBytes, manifest);
    }
    String descriptorText = text(descriptorBytes);
    OvfDescriptor descriptor =
        DescriptorReader.read(
            new SourceText(files.location(files.descriptor()), descriptorText), files, diagnostics);
    if (manifest != null && manifestName.isPresent()) {
      checkComplete(descriptor, manifest, manifestName.get());
    }
    diagnostics.throwIfErrors();
    return new OpenPackage(
        file,
        files,
        descriptor,
        descriptorText,
        manifest,
        HexFormat.of().formatHex(identity.digest()));
  }

  /** The manifest has the descriptor's name (DSP0243); case differs in real packages. */
  private Optional<String> manifestName() throws IOException {
    String descriptor = files.descriptor();
    String wanted = descriptor.substring(0, descriptor.length() - ".ovf".length()) + ".mf";
    return files.names().stream().filter(wanted::equalsIgnoreCase).findFirst();
  }

  private OvfManifest manifest(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return ManifestReader.read(new SourceText(files.location(name), text), diagnostics);
  }

  private void checkDescriptor(byte[] descriptorBytes, OvfManifest manifest) throws IOException {
    Optional<OvfManifest.Digest> stated = manifest.of(files.descriptor());
    if (stated.isEmpty()) {
      return;
    }
    try (DigestCheckingInputStream bytes =
        new DigestCheckingInputStream(new ByteArrayInputStream(descriptorBytes), stated.get())) {
      bytes.skipNBytes(descriptorBytes.length);
      bytes
          .verify()
          .map(difference ->
              OvfPackages.mismatch(files.descriptor(), difference).at(start(files.descriptor())))
          .ifPresent(diagnostics::add);
    }
  }

  private void checkComplete(OvfDescriptor descriptor, OvfManifest manifest, String manifestName) {
    if (diagnostics.hasErrors()) {
      return;
    }
    Stream.concat(
            Stream.of(files.descriptor()),
            descriptor.files().stream().map(OvfDescriptor.File::href))
        .filter(name -> manifest.of(name).isEmpty())
        .forEach(name ->
            diagnostics.add(
                Diagnostic.warning(
                        "ovf/manifest-incomplete", "manifest does not cover \"" + name + "\"")
                    .because("A change of this file cannot be noticed.")
                    .at(start(manifestName))));
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = files.open(name)) {
      byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw new DiagnosedException(
            Diagnostic.error("ovf/too-large", "file \"" + name + "\" is too large")
                .because("It has more than " + (LARGEST_TEXT >> 20) + " MiB.")
                .at(start(name)));
      }
      return bytes;
    }
  }

  private String text(byte[] descriptorBytes) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(descriptorBytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException malformed) {
      throw new DiagnosedException(
          Diagnostic.error("ovf/malformed-xml", "descriptor is not UTF-8 text")
              .because("It has bytes that UTF-8 does not know.")
              .advise("Convert the descriptor to UTF-8, or fetch the package again.")
              .at(start(files.descriptor())));
    }
  }

  private SourceRange start(String name) {
    return SourceRange.startOf(files.location(name));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
