package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which files a descriptor references, and holds that against the files that are there. */
final class ReferencesReader {
  /** RFC 1952, the one form that DSP0243 defines. */
  private static final String GZIP = "gzip";

  private final PackageFiles files;
  private final Diagnostics diagnostics;
  private final Diagnostics refusals;

  ReferencesReader(PackageFiles files, Diagnostics diagnostics, Diagnostics refusals) {
    this.files = files;
    this.diagnostics = diagnostics;
    this.refusals = refusals;
  }

  List<OvfDescriptor.File> read(XmlElement envelope) throws IOException {
    Stream.Builder<OvfDescriptor.File> read = Stream.builder();
    for (XmlElement file :
        envelope.children("References").flatMap(section -> section.children("File")).toList()) {
      readFile(file).ifPresent(read);
    }
    return read.build().toList();
  }

  private Optional<OvfDescriptor.File> readFile(XmlElement element) throws IOException {
    Optional<String> id = DescriptorReader.required(element, "id", diagnostics);
    Optional<String> href = DescriptorReader.required(element, "href", diagnostics);
    if (id.isEmpty() || href.isEmpty()) {
      return Optional.empty();
    }
    OvfDescriptor.File file =
        new OvfDescriptor.File(
            id.get(),
            href.get(),
            bytes(element, "size"),
            bytes(element, "chunkSize"),
            element.attribute("compression").filter(form -> !form.equals("identity")).orElse(""));
    refuseForm(element, file);
    Optional<String> refusal = new Href(href.get()).refusal();
    if (refusal.isPresent()) {
      diagnostics.add(
          Diagnostic.error("ovf/unsafe-href", "reference \"" + href.get() + "\" is not allowed")
              .because(refusal.get())
              .at(element.range()));
    } else if (!files.lacksOthers()) {
      compare(element, file);
    }
    return Optional.of(file);
  }

  private void refuseForm(XmlElement element, OvfDescriptor.File file) {
    if (!file.compression().isEmpty() && !file.compression().equals(GZIP)) {
      refusals.add(
          Diagnostic.error(
                  "ovf/unsupported",
                  "file \"" + file.href() + "\" is compressed with " + file.compression())
              .because("The hosts want the file as it is, and Slipway can undo gzip only.")
              .advise("Convert the package with ovftool, without --compress.")
              .at(element.range()));
    }
  }

  private @Nullable Long bytes(XmlElement element, String attribute) {
    String written = element.attribute(attribute).orElse("");
    try {
      return written.isEmpty() ? null : Long.valueOf(written);
    } catch (NumberFormatException notANumber) {
      diagnostics.add(
          DescriptorReader.malformed(
              element,
              "Its ovf:%s is \"%s\", which is not a number of bytes."
                  .formatted(attribute, written)));
      return null;
    }
  }

  private void compare(XmlElement element, OvfDescriptor.File file) throws IOException {
    List<String> parts = FileParts.of(file, files);
    Optional<String> missing =
        parts.isEmpty() ? Optional.of(file.href()) : FileParts.missingChunk(file, parts);
    if (missing.isPresent()) {
      diagnostics.add(
          Diagnostic.error("ovf/file-missing", "package lacks its file \"" + missing.get() + "\"")
              .because("The descriptor references it, but there is no such file.")
              .advise(
                  Suggestion.nearest(file.href(), parts.isEmpty() ? files.names() : List.of())
                      .map(near -> "Did you mean \"" + near + "\"?")
                      .orElse("Fetch the whole package again."))
              .at(element.range()));
      return;
    }
    long size = FileParts.size(parts, files);
    if (file.chunkSize() != null && !isComplete(file, file.chunkSize(), parts, size)) {
      diagnostics.add(
          incomplete(
                  "Of \"%s\" it has %d bytes in %d chunks; the descriptor declares %s chunks of %d."
                      .formatted(
                          file.href(),
                          size,
                          parts.size(),
                          file.declaredSize() == null ? "" : file.declaredSize() + " bytes in",
                          file.chunkSize()))
              .at(element.range()));
      return;
    }
    if (file.declaredSize() != null && file.declaredSize() != size) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/size-mismatch", "size of \"" + file.href() + "\" is not the declared one")
              .because(
                  "The descriptor declares %d bytes, the file has %d."
                      .formatted(file.declaredSize(), size))
              .advise("Check that the download is complete; the real size will be used.")
              .at(element.range()));
    }
  }

  static Diagnostic incomplete(String difference) {
    return Diagnostic.error("ovf/chunks-incomplete", "package lacks chunks of a file")
        .because(difference)
        .advise("Fetch the whole package again.");
  }

  /** A file that is whole after all has no chunks to lack. */
  private boolean isComplete(OvfDescriptor.File file, long chunkSize, List<String> parts, long size)
      throws IOException {
    if (new Href(file.href()).resolve(parts.getFirst()::equals).isPresent()) {
      return true;
    }
    for (String part : parts.subList(0, parts.size() - 1)) {
      if (files.size(part) != chunkSize) {
        return false;
      }
    }
    return files.size(parts.getLast()) <= chunkSize
        && (file.declaredSize() == null || file.declaredSize() == size);
  }
}
