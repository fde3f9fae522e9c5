package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.LibraryPackage;
import dev.slipway.blueprint.Blueprint.PackageFile;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.PackageDownload;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.port.PortException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gets at the packages of blueprints: in files, behind addresses, in content libraries. */
final class PackageSources {
  private final Terminal terminal;
  private final @Nullable Inventory inventory;
  private final Supplier<PackageFetch> downloads;
  private final Connectivity connectivity;
  private final Diagnostics diagnostics;

  /**
   * Looks where it is allowed to.
   *
   * @param inventory null without an inventory file, and when that is wrong
   * @param downloads asked for when there is something to fetch
   */
  PackageSources(
      Terminal terminal,
      @Nullable Inventory inventory,
      Supplier<PackageFetch> downloads,
      Connectivity connectivity,
      Diagnostics diagnostics) {
    this.terminal = terminal;
    this.inventory = inventory;
    this.downloads = downloads;
    this.connectivity = connectivity;
    this.diagnostics = diagnostics;
  }

  /** Brings a package that has an address; what is not there afterwards was reported. */
  void fetch(Blueprint blueprint) throws InterruptedException {
    if (!(blueprint.origin()
            instanceof PackageFile(var file, PackageDownload download, var digest, var item))
        || download == null
        || Files.exists(file.value())) {
      return;
    }
    if (connectivity == Connectivity.NONE) {
      diagnostics.add(
          Diagnostic.warning("package/not-looked-at", "the package was not looked at")
              .because(
                  "It is not in the cache, and nothing is downloaded here. So its properties,"
                      + " networks and options were not checked, nor any policies.")
              .advise("`slipway plan` downloads and checks it.")
              .at(file.range()));
      return;
    }
    try {
      var unused = downloads.get().fetch(download);
    } catch (PortException e) {
      diagnostics.add(e.toDiagnostic().at(file.range()));
    }
  }

  /**
   * Opens the package of a blueprint.
   *
   * @param definition null when it is wrong
   * @return null for a template, which has none, and when it cannot be looked at, which was
   *     reported
   */
  @Nullable OpenedPackage open(Blueprint blueprint, @Nullable ApplianceDefinition definition)
      throws InterruptedException {
    return switch (blueprint.origin()) {
      case PackageFile file -> open(file).orElse(null);
      case LibraryPackage named -> find(named, definition).orElse(null);
      case Template template -> null;
    };
  }

  /** What has no place in the package itself is reported where the package was named. */
  private Optional<OpenedPackage> open(PackageFile origin) {
    if (origin.download() != null && !Files.exists(origin.file().value())) {
      return Optional.empty();
    }
    Diagnostics found = new Diagnostics();
    Optional<OpenedPackage> opened =
        OvfPackages.open(origin.file().value(), found)
            .map(ovfPackage -> new OpenedPackage(ovfPackage, null));
    found.all().stream()
        .map(problem -> problem.range() == null ? problem.at(origin.range()) : problem)
        .forEach(diagnostics::add);
    return opened;
  }

  private Optional<OpenedPackage> find(
      LibraryPackage named, @Nullable ApplianceDefinition definition) throws InterruptedException {
    switch (connectivity) {
      case NONE ->
          diagnostics.add(
              Diagnostic.warning("package/not-looked-at", "the package was not looked at")
                  .because(
                      "It is in a content library, and no vCenter is contacted here. So library,"
                          + " item, properties, networks and options were not checked, nor any"
                          + " policies.")
                  .advise("`slipway plan` checks them.")
                  .at(named.range()));
      case PACKAGES ->
          diagnostics.add(
              Diagnostic.error("library/needs-vcenter", "the package cannot be looked at")
                  .because("It is in a content library, and a snapshot does not hold descriptors.")
                  .advise("Plan without --snapshot.")
                  .at(named.range()));
      case FULL -> {
        if (inventory != null && definition != null && !diagnostics.hasErrors()) {
          return new LibraryPackages(terminal, diagnostics)
              .find(named, inventory, SandboxScripts.of(List.of(definition), inventory));
        }
      }
    }
    return Optional.empty();
  }
}
