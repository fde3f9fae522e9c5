package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.apply.EventSink;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryChecks;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.cli.ClusterLoader.Part;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.expand.SystemState;
import dev.slipway.model.Bindings;
import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.model.StatusSpec;
import dev.slipway.plan.Planner;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.policy.BlueprintFacts;
import dev.slipway.policy.Facts;
import dev.slipway.policy.Policies;
import dev.slipway.policy.PolicyLoader;
import dev.slipway.port.ShellAccess;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.view.ProgressText;
import dev.slipway.view.Style;
import dev.slipway.vsphere.FirstContact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the user named and makes the desired state of it. All problems of all files are
 * reported together.
 */
final class Project {
  private final Terminal terminal;
  private final BlueprintOptions options;
  private final EventSink events;
  private final InventoryFile inventoryFile;
  private final SearchPaths searchPaths;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Surroundings surroundings;

  /** Tells the download of a package on standard error. */
  Project(Terminal terminal, BlueprintOptions options) {
    this(
        terminal,
        options,
        new ProgressText(
            terminal.err(), new Style(false), terminal.attached().err(), terminal.clock()));
  }

  /**
   * Reads nothing yet but what placeholders stand for.
   *
   * @param events told of the download of a package
   */
  Project(Terminal terminal, BlueprintOptions options, EventSink events) {
    this.terminal = terminal;
    this.options = options;
    this.events = events;
    this.inventoryFile = new InventoryFile(terminal, options);
    this.searchPaths = new SearchPaths(terminal, options);
    this.surroundings = inventoryFile.surroundings(diagnostics);
  }

  /**
   * Loads a blueprint and the inventory file.
   *
   * @throws DiagnosedException with every problem found
   */
  LoadedProject load(Path blueprintFile) throws InterruptedException {
    return load(blueprintFile, Connectivity.FULL);
  }

  /**
   * The same where no vCenter and no node will be contacted, so that no secret has to be there.
   *
   * @throws DiagnosedException with every problem found
   */
  LoadedProject loadOffline(Path blueprintFile) throws InterruptedException {
    return load(blueprintFile, Connectivity.PACKAGES);
  }

  private LoadedProject load(Path blueprintFile, Connectivity connectivity)
      throws InterruptedException {
    var unused = inventoryFile.path();
    return read(blueprintFile, wanted(blueprintFile), connectivity).orElseThrow();
  }

  /**
   * Checks a blueprint, without an inventory file as far as that is possible. Secrets must have
   * sources; nobody looks whether they are there.
   *
   * @return warnings
   * @throws DiagnosedException with every problem found
   */
  List<Diagnostic> check(Path blueprintFile) {
    Wanted wanted = wanted(blueprintFile);
    List<Diagnostic> found;
    try {
      found =
          read(blueprintFile, wanted, Connectivity.NONE)
              .map(loaded ->
                  Stream.concat(
                          loaded.warnings().stream(),
                          loaded.policy().judgeInput().diagnostics().stream())
                      .toList())
              .orElseGet(diagnostics::all);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing is waited for", e);
    }
    return Stream.concat(found.stream(), wanted.groups().stream().map(Planner::sizing)).toList();
  }

  /**
   * Loads what a saved plan needs besides itself.
   *
   * @throws DiagnosedException with every problem found
   */
  LoadedProject resume(Path planFile, SavedPlan saved) {
    Optional<Inventory> inventory =
        new InventoryLoader(surroundings)
            .load(
                terminal.resolve(inventoryFile.path()),
                inventoryFile.choice(planFile, saved),
                diagnostics);
    List<Path> sandboxScripts =
        inventory
            .filter(Inventory::isSandbox)
            .map(known -> SandboxScripts.of(definitions(planFile, saved), known))
            .orElse(List.of());
    List<Path> policyPlaces = searchPaths.policies(saved.judgement().policies());
    Policies policies = PolicyLoader.load(policyPlaces, diagnostics);
    Optional<NodeLogins> logins = inventory.map(known -> logins(known, Connectivity.FULL));
    diagnostics.throwIfErrors();
    Map<String, ShellAccess> shellAccess =
        logins.orElseThrow().access(saved.desired(), saved.sshUser());
    diagnostics.throwIfErrors();
    return new LoadedProject(
        inventory.orElseThrow(),
        saved.desired(),
        saved.appliance(),
        Checkup.NONE,
        saved.sshUser(),
        sandboxScripts,
        shellAccess,
        policyCheck(policies, policyPlaces, saved.judgement().blueprint(), inventory.orElseThrow()),
        null,
        warnings());
  }

  private List<ApplianceDefinition> definitions(Path planFile, SavedPlan saved) {
    ApplianceLoader appliances = new ApplianceLoader(searchPaths.templateFolders());
    SourceRange place = SourceRange.startOf(planFile.toString());
    return Stream.of(saved.appliance().split(",", -1))
        .flatMap(name -> appliances.load(new Located<>(name, place), diagnostics).stream())
        .toList();
  }

  /** The same plan with its packages where they are on this machine, fetched if need be. */
  SavedPlan withPackages(SavedPlan saved, Inventory inventory) throws InterruptedException {
    return saved.with(downloads(inventory).fetchAll(saved.desired()));
  }

  private PackageFetch downloads(@Nullable Inventory inventory) {
    return new PackageFetch(
        surroundings.packageCache(),
        events,
        inventory == null || inventory.httpsCaFile() == null
            ? null
            : InventoryPorts.authorities(inventory));
  }

  private Wanted wanted(Path blueprintFile) {
    return Wanted.read(
        terminal.resolve(blueprintFile), surroundings, searchPaths.templateFolders(), diagnostics);
  }

  private Optional<LoadedProject> read(Path blueprintFile, Wanted wanted, Connectivity connectivity)
      throws InterruptedException {
    Destination destination = destination(wanted, connectivity).orElse(null);
    Inventory inventory = destination == null ? null : destination.inventory();
    if (inventory != null) {
      wanted
          .clusters()
          .forEach(cluster -> checkTogether(cluster.blueprint(), inventory, connectivity));
    }
    ClusterLoader clusters =
        new ClusterLoader(
            new ApplianceLoader(searchPaths.templateFolders()),
            new PackageSources(
                terminal, inventory, () -> downloads(inventory), connectivity, diagnostics),
            destination,
            diagnostics);
    List<Optional<ApplianceDefinition>> definitions =
        wanted.clusters().stream().map(clusters::definition).toList();
    List<Path> policyPlaces = searchPaths.policies(blueprintFile);
    Policies policies = PolicyLoader.load(policyPlaces, diagnostics);
    List<Part> parts = new ArrayList<>();
    for (int index = 0; index < definitions.size(); index++) {
      clusters
          .load(wanted.clusters().get(index), definitions.get(index).orElse(null))
          .ifPresent(parts::add);
    }
    Optional<LoadedProject> loaded =
        destination == null || parts.isEmpty() || parts.size() < definitions.size()
            ? Optional.empty()
            : Optional.of(whole(wanted, destination, parts, policies, policyPlaces));
    diagnostics.throwIfErrors();
    return loaded;
  }

  /** Empty when the user named no inventory file, and when it is wrong, which is reported. */
  private Optional<Destination> destination(Wanted wanted, Connectivity connectivity) {
    return Optional.ofNullable(options.inventory)
        .flatMap(file ->
            new InventoryLoader(surroundings, connectivity.needsSecrets())
                .load(terminal.resolve(file), inventoryFile.choice(wanted.first()), diagnostics))
        .map(inventory ->
            new Destination(
                inventory, contact(inventory, connectivity), logins(inventory, connectivity)));
  }

  /** Begun while the rest is read, unless there is something wrong already. */
  private @Nullable FirstContact contact(Inventory inventory, Connectivity connectivity) {
    return connectivity != Connectivity.FULL || inventory.isSandbox() || diagnostics.hasErrors()
        ? null
        : InventoryPorts.contact(inventory);
  }

  private NodeLogins logins(Inventory inventory, Connectivity connectivity) {
    return NodeLogins.read(terminal, surroundings, inventory, connectivity, diagnostics);
  }

  private void checkTogether(Blueprint blueprint, Inventory inventory, Connectivity connectivity) {
    InventoryChecks.check(blueprint, inventory, diagnostics);
    if (connectivity.needsSecrets()) {
      Set<String> needed = InventoryChecks.neededSecrets(blueprint, inventory);
      diagnostics.addAll(
          SourcedSecrets.missing(needed, inventory.secrets(), terminal.environment()));
    }
  }

  private LoadedProject whole(
      Wanted wanted,
      Destination destination,
      List<Part> parts,
      Policies policies,
      List<Path> policyPlaces) {
    Inventory inventory = destination.inventory();
    SortedMap<String, Bindings> bindings = new TreeMap<>();
    parts.forEach(part -> bindings.putAll(part.bindings()));
    List<ApplianceDefinition> definitions = parts.stream().map(Part::definition).toList();
    DesiredState desired =
        wanted.isSystem()
            ? SystemState.of(parts.stream().map(Part::desired).toList(), wanted.groups())
            : parts.getFirst().desired();
    String sshUser =
        destination.logins().user(definitions, wanted.first().map(Blueprint::range).orElse(null));
    return new LoadedProject(
        inventory,
        desired,
        definitions.stream()
            .map(ApplianceDefinition::name)
            .distinct()
            .collect(Collectors.joining(",")),
        new Checkup(
            wanted.isSystem() ? StatusSpec.NONE : definitions.getFirst().status(), bindings),
        sshUser,
        SandboxScripts.of(definitions, inventory),
        destination.logins().access(desired, sshUser),
        policyCheck(policies, policyPlaces, wanted.facts(inventory), inventory),
        destination.contact(),
        warnings());
  }

  private PolicyCheck policyCheck(
      Policies policies, List<Path> places, BlueprintFacts blueprint, Inventory inventory) {
    Facts facts = new Facts(blueprint, inventory, diagnostics.all());
    return new PolicyCheck(policies, places, facts, terminal.clock());
  }

  private List<Diagnostic> warnings() {
    return diagnostics.all().stream().filter(warning -> !Policies.tells(warning)).toList();
  }
}
