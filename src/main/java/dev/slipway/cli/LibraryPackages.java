package dev.slipway.cli;

import dev.slipway.blueprint.Blueprint.LibraryPackage;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at packages in content libraries, of which only the descriptors are fetched. */
final class LibraryPackages {
  private final Terminal terminal;
  private final Diagnostics diagnostics;

  LibraryPackages(Terminal terminal, Diagnostics diagnostics) {
    this.terminal = terminal;
    this.diagnostics = diagnostics;
  }

  /**
   * Opens vCenter for as long as it takes to find and read a package.
   *
   * @param sandboxScripts empty for a real vCenter
   * @return empty when there is none, which is reported
   */
  Optional<OpenedPackage> find(LibraryPackage named, Inventory inventory, List<Path> sandboxScripts)
      throws InterruptedException {
    try (VCenter vcenter = InventoryPorts.vcenter(terminal, inventory, sandboxScripts)) {
      LibraryItem item = find(named, vcenter);
      return item == null ? Optional.empty() : open(named, item, vcenter);
    } catch (PortException e) {
      diagnostics.add(e.toDiagnostic().at(named.item().range()));
      return Optional.empty();
    }
  }

  private Optional<OpenedPackage> open(LibraryPackage named, LibraryItem item, VCenter vcenter)
      throws InterruptedException {
    Diagnostics found = new Diagnostics();
    Optional<OvfPackage> opened =
        OvfPackages.openDescriptor(item.fileName(), vcenter.readDescriptor(item), found);
    found.all().stream()
        .map(problem -> problem.range() == null ? problem.at(named.item().range()) : problem)
        .forEach(diagnostics::add);
    return opened.map(ovfPackage -> new OpenedPackage(ovfPackage, item));
  }

  private @Nullable LibraryItem find(LibraryPackage named, VCenter vcenter)
      throws InterruptedException {
    Lookup<Lookup<LibraryItem>> library =
        vcenter.findItem(named.library().value(), named.item().value());
    Optional<Lookup<LibraryItem>> item = library.found();
    if (item.isEmpty()) {
      missing(
          "library/unknown-library",
          "there is no content library",
          named.library(),
          library.choices());
    } else if (item.get().found().isEmpty()) {
      missing(
          "library/unknown-item",
          "the content library has no item",
          named.item(),
          item.get().choices());
    }
    return item.flatMap(Lookup::found).orElse(null);
  }

  private void missing(String code, String summary, Located<String> name, List<String> existing) {
    diagnostics.add(
        Diagnostic.error(code, summary + " \"" + name.value() + "\"")
            .because(existing.isEmpty() ? "There is none at all." : "")
            .advise(Suggestion.among(name.value(), existing))
            .at(name.range()));
  }
}
