package dev.slipway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where to look for the files that nobody names one by one: definitions and policies. */
final class SearchPaths {
  private final Terminal terminal;
  private final BlueprintOptions options;

  SearchPaths(Terminal terminal, BlueprintOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  /** The folders of appliance and system definitions, those that the user named first. */
  List<Path> templateFolders() {
    List<Path> folders = new ArrayList<>(resolveAll(options.templates));
    folders.add(terminal.workingDirectory().resolve("templates"));
    String home = terminal.environment().get("SLIPWAY_HOME");
    if (home != null) {
      folders.add(Path.of(home).resolve("templates"));
    }
    return folders;
  }

  /** The policies of a blueprint, then those of the inventory file, then those of --policy. */
  List<Path> policies(Path blueprintFile) {
    return policies(policiesBeside(terminal.resolve(blueprintFile)).stream());
  }

  /** The same for a saved plan, which names those of its blueprint itself. */
  List<Path> policies(List<Path> saved) {
    return policies(saved.stream().map(terminal::asNamed));
  }

  private List<Path> policies(Stream<Path> ofBlueprint) {
    Stream<Path> ofInventory =
        Optional.ofNullable(options.inventory)
            .map(terminal::resolve)
            .flatMap(SearchPaths::policiesBeside)
            .stream();
    return Stream.of(ofBlueprint, ofInventory, resolveAll(options.policies).stream())
        .flatMap(places -> places)
        .distinct()
        .toList();
  }

  /** The folder {@code policies} beside a file, when there is one. */
  private static Optional<Path> policiesBeside(Path file) {
    return Optional.of(file.resolveSibling("policies").normalize()).filter(Files::isDirectory);
  }

  private List<Path> resolveAll(List<Path> files) {
    return files.stream().map(terminal::resolve).toList();
  }
}
