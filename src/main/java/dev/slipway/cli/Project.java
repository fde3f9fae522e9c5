package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.appliance.HostNameCheck;
import dev.slipway.appliance.MonitoringCheck;
import dev.slipway.appliance.RoleCheck;
import dev.slipway.appliance.SettingsResolver;
import dev.slipway.appliance.WindowsNameCheck;
import dev.slipway.apply.EventSink;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.LibraryPackage;
import dev.slipway.blueprint.Blueprint.PackageFile;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryChecks;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.expand.BlueprintExpander;
import dev.slipway.expand.PackageCheck;
import dev.slipway.expand.PackageDigest;
import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.PackageDownload;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Plan;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.policy.BlueprintFacts;
import dev.slipway.policy.Facts;
import dev.slipway.policy.Policies;
import dev.slipway.policy.PolicyLoader;
import dev.slipway.port.PortException;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.ssh.SshKeys;
import dev.slipway.view.ProgressText;
import dev.slipway.view.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the user named and makes the desired state of it. All problems of all files are
 * reported together.
 */
final class Project {
  private final Terminal terminal;
  private final BlueprintOptions options;
  private final InventoryFile inventoryFile;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Surroundings surroundings;
  private EventSink events;
  private boolean fetching = true;
  private boolean secretsNeeded = true;
  private boolean keyNeeded = true;

  Project(Terminal terminal, BlueprintOptions options) {
    this.terminal = terminal;
    this.options = options;
    this.inventoryFile = new InventoryFile(terminal, options);
    this.surroundings = inventoryFile.surroundings(diagnostics);
    this.events =
        new ProgressText(
            terminal.err(), new Style(false), terminal.attached().err(), terminal.clock());
  }

  /** Tells the download of a package there instead of standard error. */
  Project telling(EventSink sink) {
    events = sink;
    return this;
  }

  /** Says that nothing will be contacted, so that no secret has to be there. */
  Project offline() {
    secretsNeeded = false;
    return this;
  }

  /**
   * What is wanted and where, found free of errors.
   *
   * @param appliance name of the appliance definition
   * @param checkup what to ask the nodes for how they fare
   * @param sandboxScript how the appliances of the sandbox behave; null for a real vCenter
   * @param privateKey null to use the SSH agent
   * @param policy the rules that its plan must meet
   * @param warnings what was found while loading, besides what is a matter of policy
   */
  record Loaded(
      Inventory inventory,
      DesiredState desired,
      String appliance,
      Checkup checkup,
      String sshUser,
      @Nullable Path sandboxScript,
      @Nullable Path privateKey,
      PolicyCheck policy,
      List<Diagnostic> warnings) {
    /** The same with a part of what is desired. */
    Loaded with(DesiredState part) {
      return new Loaded(
          inventory,
          part,
          appliance,
          checkup,
          sshUser,
          sandboxScript,
          privateKey,
          policy,
          warnings);
    }

    Plan judge(Plan plan) {
      return policy.judge(plan);
    }

    String vcenter() {
      return inventory.vcenter().url().value();
    }
  }

  /**
   * Loads a blueprint and the inventory file.
   *
   * @throws DiagnosedException with every problem found
   */
  Loaded load(Path blueprintFile) throws InterruptedException {
    var unused = inventoryFile.path();
    return read(blueprintFile).orElseThrow();
  }

  /** The same plan with its packages where they are on this machine, fetched if need be. */
  SavedPlan withPackages(SavedPlan saved) throws InterruptedException {
    return saved.with(packages().fetchAll(saved.desired()));
  }

  private PackageFetch packages() {
    return new PackageFetch(surroundings.packageCache(), events);
  }

  /**
   * Loads what a saved plan needs besides itself.
   *
   * @throws DiagnosedException with every problem found
   */
  Loaded resume(Path planFile, SavedPlan saved) {
    Optional<Inventory> inventory =
        new InventoryLoader(surroundings)
            .load(
                terminal.resolve(inventoryFile.path()),
                inventoryFile.choice(planFile, saved),
                diagnostics);
    Located<String> appliance =
        new Located<>(saved.appliance(), SourceRange.startOf(planFile.toString()));
    Path sandboxScript =
        inventory
            .filter(Inventory::isSandbox)
            .flatMap(sandbox -> new ApplianceLoader(templateFolders()).load(appliance, diagnostics))
            .map(Project::sandboxScript)
            .orElse(null);
    List<Path> places = policyPlaces(saved.judgement().policies().stream().map(terminal::asNamed));
    Policies policies = PolicyLoader.load(places, diagnostics);
    diagnostics.throwIfErrors();
    Facts facts =
        new Facts(saved.judgement().blueprint(), inventory.orElseThrow(), diagnostics.all());
    return new Loaded(
        inventory.orElseThrow(),
        saved.desired(),
        saved.appliance(),
        Checkup.NONE,
        saved.sshUser(),
        sandboxScript,
        privateKey(inventory.orElseThrow()),
        new PolicyCheck(policies, places, facts, terminal.clock()),
        warnings());
  }

  private static Path sandboxScript(ApplianceDefinition definition) {
    return definition.folder().resolve("sandbox.yaml");
  }

  /**
   * Checks a blueprint, without an inventory file as far as that is possible. Secrets must have
   * sources; nobody looks whether they are there.
   *
   * @return warnings
   * @throws DiagnosedException with every problem found
   */
  List<Diagnostic> check(Path blueprintFile) {
    secretsNeeded = false;
    keyNeeded = false;
    fetching = false;
    try {
      return readWarnings(blueprintFile);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing is waited for", e);
    }
  }

  private List<Diagnostic> readWarnings(Path blueprintFile) throws InterruptedException {
    return read(blueprintFile)
        .map(loaded ->
            Stream.concat(
                    loaded.warnings().stream(), loaded.policy().judgeInput().diagnostics().stream())
                .toList())
        .orElseGet(diagnostics::all);
  }

  private Optional<Loaded> read(Path blueprintFile) throws InterruptedException {
    Optional<Blueprint> blueprint =
        new BlueprintLoader(surroundings).load(terminal.resolve(blueprintFile), diagnostics);
    Optional<Inventory> inventory =
        Optional.ofNullable(options.inventory)
            .flatMap(file ->
                new InventoryLoader(surroundings, secretsNeeded)
                    .load(terminal.resolve(file), inventoryFile.choice(blueprint), diagnostics));
    if (blueprint.isPresent() && inventory.isPresent()) {
      checkTogether(blueprint.get(), inventory.get());
    }
    Optional<ApplianceDefinition> definition = blueprint.flatMap(this::loadDefinition);
    List<Path> policyPlaces =
        policyPlaces(policiesBeside(terminal.resolve(blueprintFile)).stream());
    Policies policies = PolicyLoader.load(policyPlaces, diagnostics);
    Optional<Loaded> loaded = Optional.empty();
    if (blueprint.isPresent()) {
      fetch(blueprint.get());
      Map<String, Value> settings =
          definition.map(known -> checkAgainst(blueprint.get(), known)).orElse(Map.of());
      Optional<LibraryPackages.Found> inLibrary =
          findInLibrary(blueprint.get(), inventory, definition);
      try (OvfPackage ovfPackage =
          inLibrary.map(LibraryPackages.Found::ovfPackage).orElseGet(() -> open(blueprint.get()))) {
        PackageDigest.check(blueprint.get(), diagnostics);
        boolean opened = ovfPackage != null || blueprint.get().origin() instanceof Template;
        if (opened && inventory.isPresent() && definition.isPresent()) {
          loaded =
              Optional.of(
                  expand(
                      blueprint.get(),
                      inventory.get(),
                      definition.get(),
                      ovfPackage,
                      inLibrary.map(LibraryPackages.Found::item),
                      settings,
                      policies,
                      policyPlaces));
        } else if (ovfPackage != null) {
          OvfDescriptor descriptor = ovfPackage.descriptor();
          inventory.ifPresent(known -> PackageCheck.checkNetworks(known, descriptor, diagnostics));
          PackageCheck.check(blueprint.get(), descriptor, diagnostics);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    diagnostics.throwIfErrors();
    return loaded;
  }

  /** What is not there afterwards was reported. */
  private void fetch(Blueprint blueprint) throws InterruptedException {
    if (!(blueprint.origin() instanceof PackageFile(var file, PackageDownload download, var digest))
        || download == null
        || Files.exists(file.value())) {
      return;
    }
    SourceRange place = file.range();
    if (!fetching) {
      diagnostics.add(
          Diagnostic.warning("package/not-looked-at", "the package was not looked at")
              .because(
                  "It is not in the cache, and nothing is downloaded here. So its properties,"
                      + " networks and options were not checked, nor any policies.")
              .advise("`slipway plan` downloads and checks it.")
              .at(place));
      return;
    }
    try {
      var unused = packages().fetch(download);
    } catch (PortException e) {
      diagnostics.add(e.toDiagnostic().at(place));
    }
  }

  /** What is empty for another reason than where the package is was reported. */
  private Optional<LibraryPackages.Found> findInLibrary(
      Blueprint blueprint, Optional<Inventory> inventory, Optional<ApplianceDefinition> definition)
      throws InterruptedException {
    if (!(blueprint.origin() instanceof LibraryPackage named)) {
      return Optional.empty();
    }
    SourceRange place = named.item().range();
    if (!fetching) {
      diagnostics.add(
          Diagnostic.warning("package/not-looked-at", "the package was not looked at")
              .because(
                  "It is in a content library, and no vCenter is contacted here. So library, item,"
                      + " properties, networks and options were not checked, nor any policies.")
              .advise("`slipway plan` checks them.")
              .at(place));
    } else if (!secretsNeeded) {
      diagnostics.add(
          Diagnostic.error("library/needs-vcenter", "the package cannot be looked at")
              .because("It is in a content library, and a snapshot does not hold descriptors.")
              .advise("Plan without --snapshot.")
              .at(place));
    } else if (inventory.isPresent() && definition.isPresent() && !diagnostics.hasErrors()) {
      return new LibraryPackages(terminal, diagnostics)
          .find(
              named,
              inventory.get(),
              inventory.get().isSandbox() ? sandboxScript(definition.get()) : null);
    }
    return Optional.empty();
  }

  private void checkTogether(Blueprint blueprint, Inventory inventory) {
    InventoryChecks.check(blueprint, inventory, diagnostics);
    if (secretsNeeded) {
      Set<String> needed = InventoryChecks.neededSecrets(blueprint, inventory);
      diagnostics.addAll(
          SourcedSecrets.missing(needed, inventory.secrets(), terminal.environment()));
    }
  }

  private Optional<ApplianceDefinition> loadDefinition(Blueprint blueprint) {
    return new ApplianceLoader(templateFolders()).load(blueprint.appliance(), diagnostics);
  }

  /** What has no place in the package itself is reported where the package was named. */
  private @Nullable OvfPackage open(Blueprint blueprint) {
    if (!(blueprint.origin()
            instanceof PackageFile(var named, PackageDownload download, var digest))
        || (download != null && !Files.exists(named.value()))) {
      return null;
    }
    Diagnostics found = new Diagnostics();
    Optional<OvfPackage> opened = OvfPackages.open(named.value(), found);
    found.all().stream()
        .map(problem -> problem.range() == null ? problem.at(named.range()) : problem)
        .forEach(diagnostics::add);
    return opened.orElse(null);
  }

  private Map<String, Value> checkAgainst(Blueprint blueprint, ApplianceDefinition definition) {
    Map<String, Value> settings = SettingsResolver.resolve(definition, blueprint, diagnostics);
    RoleCheck.check(definition, blueprint, settings, diagnostics);
    MonitoringCheck.check(definition, blueprint, settings, diagnostics);
    HostNameCheck.check(definition, blueprint, diagnostics);
    WindowsNameCheck.check(blueprint, diagnostics);
    return settings;
  }

  private Loaded expand(
      Blueprint blueprint,
      Inventory inventory,
      ApplianceDefinition definition,
      @Nullable OvfPackage ovfPackage,
      Optional<LibraryItem> libraryItem,
      Map<String, Value> settings,
      Policies policies,
      List<Path> policyPlaces) {
    Path privateKey = privateKey(inventory);
    BlueprintExpander expander =
        new BlueprintExpander(
            blueprint,
            inventory,
            definition,
            ovfPackage,
            libraryItem.orElse(null),
            settings,
            Optional.ofNullable(privateKey).flatMap(key -> publicKey(key, inventory)),
            diagnostics);
    return new Loaded(
        inventory,
        expander.expand(),
        blueprint.appliance().value(),
        new Checkup(definition.status(), expander.nodeBindings()),
        Optional.ofNullable(inventory.ssh().user()).orElse(definition.sshUser()),
        inventory.isSandbox() ? sandboxScript(definition) : null,
        privateKey,
        new PolicyCheck(
            policies,
            policyPlaces,
            new Facts(BlueprintFacts.of(blueprint, inventory), inventory, diagnostics.all()),
            terminal.clock()),
        warnings());
  }

  private List<Diagnostic> warnings() {
    return diagnostics.all().stream().filter(warning -> !Policies.tells(warning)).toList();
  }

  private Optional<String> publicKey(Path privateKey, Inventory inventory) {
    if (!keyNeeded && !Files.exists(privateKey)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SshKeys.publicKeyOf(privateKey));
    } catch (PortException e) {
      Located<Path> named = inventory.ssh().privateKey();
      diagnostics.add(e.toDiagnostic().at(named == null ? null : named.range()));
      return Optional.empty();
    }
  }

  /** In the sandbox a key pair is made on first use, unless the inventory file names one. */
  private @Nullable Path privateKey(Inventory inventory) {
    Located<Path> named = inventory.ssh().privateKey();
    if (named != null) {
      return named.value();
    }
    if (!inventory.isSandbox()) {
      return null;
    }
    Path generated = Site.sandboxFolder(terminal, inventory).resolve("ssh").resolve("id_ed25519");
    if (!Files.exists(generated)) {
      SshKeys.generate(generated);
    }
    return generated;
  }

  private List<Path> templateFolders() {
    List<Path> folders = new ArrayList<>(resolveAll(options.templates));
    folders.add(terminal.workingDirectory().resolve("templates"));
    String home = terminal.environment().get("SLIPWAY_HOME");
    if (home != null) {
      folders.add(Path.of(home).resolve("templates"));
    }
    return folders;
  }

  /** Where policies are read from: what the blueprint brings, the inventory file, --policy. */
  private List<Path> policyPlaces(Stream<Path> ofBlueprint) {
    Stream<Path> ofInventory =
        Optional.ofNullable(options.inventory)
            .map(terminal::resolve)
            .flatMap(Project::policiesBeside)
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
