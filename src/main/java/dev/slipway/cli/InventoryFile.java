package dev.slipway.cli;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.SiteChoice;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.blueprint.VariableFile;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.planfile.SavedPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The inventory file that the user named, and what its placeholders stand for. */
final class InventoryFile {
  private final Terminal terminal;
  private final InventoryOptions options;

  InventoryFile(Terminal terminal, InventoryOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  /**
   * Reads the file by itself.
   *
   * @throws DiagnosedException with every problem found
   */
  Inventory load() {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Inventory> inventory =
        new InventoryLoader(surroundings(diagnostics))
            .load(terminal.resolve(path()), SiteChoice.asked(options.site), diagnostics);
    diagnostics.throwIfErrors();
    return inventory.orElseThrow();
  }

  /** What is known of the site when a blueprint was read, and found broken when it is empty. */
  SiteChoice choice(Optional<Blueprint> blueprint) {
    return blueprint
        .map(known -> new SiteChoice(known.site(), options.site, false))
        .orElseGet(() -> new SiteChoice(null, options.site, true));
  }

  /** What is known of the site of a saved plan. */
  SiteChoice choice(Path planFile, SavedPlan saved) {
    String site = saved.judgement().blueprint().site();
    return site.isEmpty()
        ? SiteChoice.asked(options.site)
        : new SiteChoice(
            new Located<>(site, SourceRange.startOf(planFile.toString())), options.site, false);
  }

  Path path() {
    if (options.inventory == null) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "no inventory file is given")
              .because("A blueprint says what shall be; the inventory file says where.")
              .advise("Add -i INVENTORY, such as -i inventories/sandbox.yaml."));
    }
    return options.inventory;
  }

  Surroundings surroundings(Diagnostics diagnostics) {
    Map<String, String> variables = new LinkedHashMap<>();
    options.variableFiles.forEach(
        file -> variables.putAll(VariableFile.read(terminal.resolve(file), diagnostics)));
    variables.putAll(options.variables);
    return new Surroundings(variables, terminal.environment(), terminal.workingDirectory());
  }
}
