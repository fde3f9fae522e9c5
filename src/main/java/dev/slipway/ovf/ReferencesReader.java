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
  private static final String WHY_UNSUPPORTED =
      "Slipway uploads files as they are in the package and cannot do so with this form yet.";

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
    } else {
      compare(element, file);
    }
    return Optional.of(file);
  }

  private void refuseForm(XmlElement element, OvfDescriptor.File file) {
    if (file.chunkSize() != null) {
      refusals.add(
          Diagnostic.error("ovf/unsupported", "file \"" + file.href() + "\" is in chunks")
              .because(WHY_UNSUPPORTED)
              .advise("Convert the package with ovftool, without --chunkSize.")
              .at(element.range()));
    }
    if (!file.compression().isEmpty()) {
      refusals.add(
          Diagnostic.error(
                  "ovf/unsupported",
                  "file \"" + file.href() + "\" is compressed with " + file.compression())
              .because(WHY_UNSUPPORTED)
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
}
