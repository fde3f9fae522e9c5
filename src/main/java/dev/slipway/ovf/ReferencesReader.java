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

  ReferencesReader(PackageFiles files, Diagnostics diagnostics) {
    this.files = files;
    this.diagnostics = diagnostics;
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
    refuseForm(element, href.get());
    Long declaredSize = declaredSize(element);
    Href reference = new Href(href.get());
    Optional<String> refusal = reference.refusal();
    if (refusal.isPresent()) {
      diagnostics.add(
          Diagnostic.error("ovf/unsafe-href", "reference \"" + href.get() + "\" is not allowed")
              .because(refusal.get())
              .at(element.range()));
    } else {
      compare(element, reference, declaredSize);
    }
    return Optional.of(new OvfDescriptor.File(id.get(), href.get(), declaredSize));
  }

  private void refuseForm(XmlElement element, String href) {
    if (element.attribute("chunkSize").isPresent()) {
      diagnostics.add(
          Diagnostic.error("ovf/unsupported", "file \"" + href + "\" is in chunks")
              .because(WHY_UNSUPPORTED)
              .advise("Convert the package with ovftool, without --chunkSize.")
              .at(element.range()));
    }
    element
        .attribute("compression")
        .filter(compression -> !compression.isEmpty() && !compression.equals("identity"))
        .ifPresent(compression ->
            diagnostics.add(
                Diagnostic.error(
                        "ovf/unsupported",
                        "file \"" + href + "\" is compressed with " + compression)
                    .because(WHY_UNSUPPORTED)
                    .advise("Convert the package with ovftool, without --compress.")
                    .at(element.range())));
  }

  private @Nullable Long declaredSize(XmlElement element) {
    String written = element.attribute("size").orElse("");
    try {
      return written.isEmpty() ? null : Long.valueOf(written);
    } catch (NumberFormatException notANumber) {
      diagnostics.add(
          DescriptorReader.malformed(
              element, "Its ovf:size is \"" + written + "\", which is not a number of bytes."));
      return null;
    }
  }

  private void compare(XmlElement element, Href reference, @Nullable Long declaredSize)
      throws IOException {
    Optional<String> name = reference.resolve(files::contains);
    if (name.isEmpty()) {
      diagnostics.add(
          Diagnostic.error(
                  "ovf/file-missing", "package lacks its file \"" + reference.written() + "\"")
              .because("The descriptor references it, but there is no such file.")
              .advise(
                  Suggestion.nearest(reference.written(), files.names())
                      .map(near -> "Did you mean \"" + near + "\"?")
                      .orElse("Fetch the whole package again."))
              .at(element.range()));
    } else if (declaredSize != null && declaredSize != files.size(name.get())) {
      diagnostics.add(
          Diagnostic.warning(
                  "ovf/size-mismatch",
                  "Size of \"" + reference.written() + "\" is not the declared one")
              .because(
                  "The descriptor declares %d bytes, the file has %d."
                      .formatted(declaredSize, files.size(name.get())))
              .advise("Check that the download is complete; the real size will be used.")
              .at(element.range()));
    }
  }
}
