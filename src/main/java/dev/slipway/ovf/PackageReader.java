package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads descriptor and manifest of a package and holds them against each other and the files. */
final class PackageReader {
  private final Path file;
  private final PackageFiles files;
  private final PackageText texts;
  private final Diagnostics diagnostics;

  PackageReader(Path file, PackageFiles files, Diagnostics diagnostics) {
    this.file = file;
    this.files = files;
    this.texts = new PackageText(files);
    this.diagnostics = diagnostics;
  }

  /**
   * Reads the package.
   *
   * @throws DiagnosedException when nothing can be made of it
   */
  OvfPackage read() throws IOException {
    byte[] descriptorBytes = texts.bytes(files.descriptor());
    MessageDigest identity = sha256();
    identity.update(descriptorBytes);
    OvfManifest manifest = null;
    Optional<String> manifestName = beside(".mf");
    if (manifestName.isPresent()) {
      byte[] manifestBytes = texts.bytes(manifestName.get());
      identity.update(manifestBytes);
      manifest = manifest(manifestName.get(), manifestBytes);
      checkDescriptor(descriptorBytes, manifest);
    }
    String descriptorText = texts.xml(files.descriptor(), descriptorBytes);
    Diagnostics refusals = new Diagnostics();
    OvfDescriptor descriptor =
        DescriptorReader.read(
            texts.source(files.descriptor(), descriptorText), files, diagnostics, refusals);
    if (manifest != null && manifestName.isPresent()) {
      checkComplete(descriptor, manifest, manifestName.get());
    }
    return new OpenPackage(
        file,
        files,
        descriptor,
        EncodedText.declaringUtf8(descriptorText),
        manifest,
        beside(".cert").orElse(null),
        refusals.all(),
        HexFormat.of().formatHex(identity.digest()));
  }

  /** Manifest and certificate have the descriptor's name (DSP0243); case differs in real ones. */
  private Optional<String> beside(String ending) throws IOException {
    String descriptor = files.descriptor();
    String wanted = descriptor.substring(0, descriptor.length() - ".ovf".length()) + ending;
    return files.names().stream().filter(wanted::equalsIgnoreCase).findFirst();
  }

  private OvfManifest manifest(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return ManifestReader.read(texts.source(name, text), diagnostics);
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
              OvfPackages.mismatch(files.descriptor(), difference)
                  .at(texts.start(files.descriptor())))
          .ifPresent(diagnostics::add);
    }
  }

  private void checkComplete(OvfDescriptor descriptor, OvfManifest manifest, String manifestName) {
    if (diagnostics.hasErrors()) {
      return;
    }
    Stream.concat(
            Stream.of(files.descriptor()),
            descriptor.files().stream().flatMap(each -> FileParts.of(each, files).stream()))
        .filter(name -> manifest.of(name).isEmpty())
        .forEach(name ->
            diagnostics.add(
                Diagnostic.warning(
                        "ovf/manifest-incomplete", "manifest does not cover \"" + name + "\"")
                    .because("A change of this file cannot be noticed.")
                    .at(texts.start(manifestName))));
    descriptor.files().stream()
        .filter(each -> each.chunkSize() != null)
        .map(each -> FileParts.chunk(each.href(), FileParts.of(each, files).size()))
        .filter(next -> manifest.of(next).isPresent())
        .forEach(next ->
            diagnostics.add(
                ReferencesReader.incomplete("The manifest has a digest of \"" + next + "\".")
                    .at(texts.start(manifestName))));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
