package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that can be told about a package, deployable or not.
 *
 * @param hasManifest whether it states digests of its files
 * @param certificate name of the file that signs the manifest; null when it is not signed
 * @param refusals why it cannot be deployed; empty when it can
 */
public record Inspection(
    Path file,
    OvfDescriptor descriptor,
    List<InspectedFile> files,
    boolean hasManifest,
    @Nullable String certificate,
    List<Diagnostic> refusals) {
  public Inspection {
    files = List.copyOf(files);
    refusals = List.copyOf(refusals);
  }

  /**
   * A referenced file as it is.
   *
   * @param size in bytes, of all chunks together; null when the file is missing
   */
  public record InspectedFile(OvfDescriptor.File declared, @Nullable Long size, Digest digest) {}

  /** What reading a file showed. */
  public enum Digest {
    MATCHES("matches"),
    DIFFERS("differs"),
    NOT_STATED("not stated"),
    NOT_THERE("missing");

    private final String word;

    Digest(String word) {
      this.word = word;
    }

    /** What people and machines are told. */
    public String word() {
      return word;
    }
  }

  /**
   * Looks at a package and reads all of its files.
   *
   * @param diagnostics gets what is wrong with it
   * @return empty when nothing can be made of it
   */
  public static Optional<Inspection> of(Path file, Diagnostics diagnostics) {
    try (OvfPackage opened = OvfPackages.openToLookAt(file, diagnostics).orElse(null)) {
      return opened == null ? Optional.empty() : Optional.of(look(opened, diagnostics));
    } catch (IOException broken) {
      diagnostics.add(OvfPackages.unreadable(file, broken));
      return Optional.empty();
    }
  }

  private static Inspection look(OvfPackage opened, Diagnostics diagnostics) throws IOException {
    List<InspectedFile> files = new ArrayList<>();
    for (OvfDescriptor.File declared : opened.descriptor().files()) {
      files.add(look(opened, declared, diagnostics));
    }
    return new Inspection(
        opened.file(),
        opened.descriptor(),
        files,
        opened.manifest().isPresent(),
        opened.certificate().orElse(null),
        opened.refusals());
  }

  private static InspectedFile look(
      OvfPackage opened, OvfDescriptor.File declared, Diagnostics diagnostics) throws IOException {
    List<String> parts = opened.parts(declared);
    if (parts.isEmpty()) {
      return new InspectedFile(declared, null, Digest.NOT_THERE);
    }
    long size = 0;
    for (String part : parts) {
      size += opened.size(part);
    }
    Optional<OvfManifest> manifest = opened.manifest();
    if (parts.stream().anyMatch(part -> manifest.flatMap(stated -> stated.of(part)).isEmpty())) {
      return new InspectedFile(declared, size, Digest.NOT_STATED);
    }
    List<Diagnostic> differences =
        parts.stream().flatMap(part -> OvfPackages.verify(opened, part).stream()).toList();
    diagnostics.addAll(differences);
    return new InspectedFile(
        declared, size, differences.isEmpty() ? Digest.MATCHES : Digest.DIFFERS);
  }
}
