package dev.slipway.ovf;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the translated texts of a package: {@code Strings} elements in the descriptor, or XML files
 * that those name with {@code ovf:fileRef} (DSP0243, internationalization). They matter to people
 * only, so what is wrong with them is a warning.
 */
final class StringBundles {
  private final PackageText texts;
  private final List<OvfDescriptor.File> references;
  private final Diagnostics diagnostics;

  StringBundles(PackageFiles files, List<OvfDescriptor.File> references, Diagnostics diagnostics) {
    this.texts = new PackageText(files);
    this.references = references;
    this.diagnostics = diagnostics;
  }

  List<XmlElement> read(XmlElement envelope) throws IOException {
    List<XmlElement> bundles = new ArrayList<>();
    for (XmlElement strings : envelope.children("Strings").toList()) {
      Optional<String> file = strings.attribute("fileRef");
      if (file.isPresent()) {
        readFile(strings, file.get()).ifPresent(bundles::add);
      } else {
        bundles.add(strings);
      }
    }
    return bundles;
  }

  private Optional<XmlElement> readFile(XmlElement strings, String id) throws IOException {
    Optional<String> name =
        references.stream()
            .filter(file -> file.id().equals(id))
            .flatMap(file -> FileParts.of(file, texts.files()).stream())
            .findFirst();
    if (name.isEmpty() && texts.files().lacksOthers()) {
      return Optional.empty();
    }
    if (name.isEmpty()) {
      diagnostics.add(unread(strings, "There is no file \"" + id + "\" in the package."));
      return Optional.empty();
    }
    try {
      String xml = texts.xml(name.get(), texts.bytes(name.get()));
      return Optional.of(XmlParser.parse(texts.source(name.get(), xml)));
    } catch (DiagnosedException unreadable) {
      Diagnostic reason = unreadable.diagnostics().getFirst();
      diagnostics.add(
          unread(strings, "In \"" + name.get() + "\": " + reason.detail()).at(reason.range()));
      return Optional.empty();
    }
  }

  private static Diagnostic unread(XmlElement strings, String reason) {
    return Diagnostic.warning("ovf/strings-unread", "translated texts of the package are not shown")
        .because(reason)
        .at(strings.range());
  }
}
