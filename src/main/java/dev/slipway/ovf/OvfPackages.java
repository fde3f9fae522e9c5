package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens OVF packages and checks them, without a vCenter and without unpacking anything. */
public final class OvfPackages {
  private OvfPackages() {}

  /**
   * Opens a package for deployment. The digest of the descriptor is checked against the manifest;
   * those of the other files are left to the reader of their bytes.
   *
   * @param file an archive ({@code .ova}), or a descriptor ({@code .ovf}) with its files beside it
   * @param diagnostics gets what is wrong with the package, codes {@code ovf/…}; the places are in
   *     the package, called {@code name.ova!inner.ovf}. Only {@code ovf/package-missing} and {@code
   *     ovf/not-a-package} have no place, since that is where the package was named
   * @return empty when there were errors
   */
  public static Optional<OvfPackage> open(Path file, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    return deployable(openToLookAt(file, found), found, diagnostics);
  }

  /**
   * Opens the descriptor of a package whose other files are kept elsewhere and are not read.
   *
   * @param name what messages call the descriptor; it ends in {@code .ovf}
   * @param diagnostics as with {@link #open}
   * @return empty when there were errors
   */
  public static Optional<OvfPackage> openDescriptor(
      String name, byte[] content, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Optional<OvfPackage> opened = Optional.empty();
    try {
      opened =
          Optional.of(
              new PackageReader(Path.of(name), new DescriptorAlone(name, content), found).read());
    } catch (DiagnosedException unusable) {
      found.addAll(unusable.diagnostics());
    } catch (IOException broken) {
      found.add(unreadable(Path.of(name), broken));
    }
    return deployable(opened, found, diagnostics);
  }

  private static Optional<OvfPackage> deployable(
      Optional<OvfPackage> opened, Diagnostics found, Diagnostics diagnostics) {
    opened.ifPresent(readable -> found.addAll(readable.refusals()));
    diagnostics.addAll(found.all());
    if (found.hasErrors()) {
      opened.ifPresent(OvfPackages::close);
      return Optional.empty();
    }
    return opened;
  }

  /**
   * Opens a package to see what it is, even when something is wrong with it.
   *
   * @param diagnostics as with {@link #open}
   * @return empty when nothing can be made of it
   */
  static Optional<OvfPackage> openToLookAt(Path file, Diagnostics diagnostics) {
    try {
      return Optional.of(read(file, diagnostics));
    } catch (DiagnosedException unusable) {
      diagnostics.addAll(unusable.diagnostics());
    } catch (IOException broken) {
      diagnostics.add(unreadable(file, broken));
    }
    return Optional.empty();
  }

  private static void close(OvfPackage opened) {
    try {
      opened.close();
    } catch (IOException nothingWasWritten) {
      throw new UncheckedIOException(nothingWasWritten);
    }
  }

  /**
   * Reads all files that the manifest states a digest of, and compares.
   *
   * @return the errors found
   */
  public static List<Diagnostic> verifyAll(OvfPackage ovfPackage) {
    return ovfPackage.descriptor().files().stream()
        .flatMap(file -> ovfPackage.parts(file).stream())
        .distinct()
        .flatMap(href -> verify(ovfPackage, href).stream())
        .toList();
  }

  /**
   * Says that a file is not the one that the manifest means.
   *
   * @param difference from {@link DigestCheckingInputStream#verify()}
   */
  public static Diagnostic mismatch(String name, String difference) {
    return Diagnostic.error(
            "ovf/manifest-mismatch", "file \"" + name + "\" is not the one that the manifest means")
        .because(difference)
        .advise(
            "It was changed or damaged after packing: fetch the package again. After a wanted"
                + " change, bring the manifest up to date or remove it.");
  }

  /** Compares a file with its stated digest; empty when they agree or none is stated. */
  static Optional<Diagnostic> verify(OvfPackage ovfPackage, String href) {
    Optional<OvfManifest.Digest> stated =
        ovfPackage.manifest().flatMap(manifest -> manifest.of(href));
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    try (DigestCheckingInputStream bytes =
        new DigestCheckingInputStream(ovfPackage.open(href), stated.get())) {
      bytes.transferTo(OutputStream.nullOutputStream());
      SourceRange place = SourceRange.startOf(ovfPackage.file().toString());
      return bytes.verify().map(difference -> mismatch(href, difference).at(place));
    } catch (IOException broken) {
      return Optional.of(unreadable(ovfPackage.file(), broken));
    }
  }

  private static OvfPackage read(Path file, Diagnostics found) throws IOException {
    PackageFiles files = files(file);
    try {
      return new PackageReader(file, files, found).read();
    } catch (IOException | RuntimeException unusable) {
      files.close();
      throw unusable;
    }
  }

  private static PackageFiles files(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.exists(file)) {
      throw new DiagnosedException(missing(file));
    }
    if (Files.isRegularFile(file) && name.endsWith(".ova")) {
      return ArchiveFiles.open(file);
    }
    if (Files.isRegularFile(file) && name.endsWith(".ovf")) {
      return new FolderFiles(file);
    }
    throw new DiagnosedException(
        Diagnostic.error("ovf/not-a-package", "\"" + file + "\" is not an OVF package")
            .because("A package is a file that ends in \".ova\" or \".ovf\".")
            .advise("Name the archive, or the descriptor in the folder."));
  }

  private static Diagnostic missing(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Diagnostic missing =
        Diagnostic.error("ovf/package-missing", "there is no package \"" + file + "\"");
    if (folder == null || !Files.isDirectory(folder)) {
      return missing
          .because("Its folder does not exist either.")
          .advise("Correct the path, or put the package there.");
    }
    try (Stream<Path> beside = Files.list(folder)) {
      List<String> packages =
          beside
              .map(path -> path.getFileName().toString())
              .filter(name -> name.toLowerCase(Locale.ROOT).matches(".*\\.ov[af]"))
              .toList();
      String suggestion = Suggestion.among(String.valueOf(file.getFileName()), packages);
      return missing
          .because("Looked for " + file.toAbsolutePath() + ".")
          .advise(
              suggestion.isEmpty() ? "Correct the path, or put the package there." : suggestion);
    }
  }

  static Diagnostic unreadable(Path file, IOException broken) {
    return Diagnostic.error("ovf/unreadable", "package \"" + file + "\" cannot be read")
        .because(broken.getMessage() == null ? "" : broken.getMessage())
        .at(SourceRange.startOf(file.toString()));
  }
}
