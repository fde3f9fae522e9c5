package dev.slipway.cli;

import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.blueprint.VariableFile;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
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
        new InventoryLoader(surroundings(diagnostics)).load(terminal.resolve(path()), diagnostics);
    diagnostics.throwIfErrors();
    return inventory.orElseThrow();
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
