package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceDefinition.Document;
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
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryChecks;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.cli.Wanted.Cluster;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.expand.BlueprintExpander;
import dev.slipway.expand.PackageCheck;
import dev.slipway.expand.PackageDigest;
import dev.slipway.expand.SystemState;
import dev.slipway.model.Bindings;
import dev.slipway.model.Checkup;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeGroup;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.PackageDownload;
import dev.slipway.model.Secret;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Planner;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.policy.BlueprintFacts;
import dev.slipway.policy.Facts;
import dev.slipway.policy.Policies;
import dev.slipway.policy.PolicyLoader;
import dev.slipway.port.PortException;
import dev.slipway.port.ShellAccess;
import dev.slipway.secrets.SourcedSecrets;
import dev.slipway.ssh.ClientConfig;
import dev.slipway.ssh.LoginRules;
import dev.slipway.ssh.SshKeys;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.view.ProgressText;
import dev.slipway.view.Style;
import dev.slipway.vsphere.FirstContact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
  private final InventoryFile inventoryFile;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Surroundings surroundings;
  private EventSink events;
  private List<NodeGroup> groups = List.of();
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
   * @param appliance names of the appliance definitions, with commas between
   * @param checkup what to ask the nodes for how they fare
   * @param sandboxScripts how the appliances of the sandbox behave; empty for a real vCenter
   * @param shellAccess how to log in to each node, by its address
   * @param policy the rules that its plan must meet
   * @param contact the vCenter, spoken to already; null where that was not worth it
   * @param warnings what was found while loading, besides what is a matter of policy
   */
  record Loaded(
      Inventory inventory,
      DesiredState desired,
      String appliance,
      Checkup checkup,
      String sshUser,
      List<Path> sandboxScripts,
      Map<String, ShellAccess> shellAccess,
      PolicyCheck policy,
      @Nullable FirstContact contact,
      List<Diagnostic> warnings) {
    /** The same with a part of what is desired. */
    Loaded with(DesiredState part) {
      return new Loaded(
          inventory,
          part,
          appliance,
          checkup,
          sshUser,
          sandboxScripts,
          shellAccess,
          policy,
          contact,
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
  SavedPlan withPackages(SavedPlan saved, Inventory inventory) throws InterruptedException {
    return saved.with(packages(inventory).fetchAll(saved.desired()));
  }

  private PackageFetch packages(@Nullable Inventory inventory) {
    return new PackageFetch(
        surroundings.packageCache(),
        events,
        inventory == null || inventory.httpsCaFile() == null ? null : Site.authorities(inventory));
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
    SourceRange place = SourceRange.startOf(planFile.toString());
    List<Path> sandboxScripts =
        inventory.filter(Inventory::isSandbox).isEmpty()
            ? List.of()
            : sandboxScripts(
                Stream.of(saved.appliance().split(",", -1))
                    .flatMap(appliance ->
                        new ApplianceLoader(templateFolders())
                            .load(new Located<>(appliance, place), diagnostics).stream())
                    .toList());
    List<Path> places = policyPlaces(saved.judgement().policies().stream().map(terminal::asNamed));
    Policies policies = PolicyLoader.load(places, diagnostics);
    ClientConfig sshConfig = inventory.map(this::sshConfig).orElse(ClientConfig.empty());
    diagnostics.throwIfErrors();
    Map<String, ShellAccess> shellAccess =
        shellAccess(inventory.orElseThrow(), sshConfig, saved.desired(), saved.sshUser());
    diagnostics.throwIfErrors();
    Facts facts =
        new Facts(saved.judgement().blueprint(), inventory.orElseThrow(), diagnostics.all());
    return new Loaded(
        inventory.orElseThrow(),
        saved.desired(),
        saved.appliance(),
        Checkup.NONE,
        saved.sshUser(),
        sandboxScripts,
        shellAccess,
        new PolicyCheck(policies, places, facts, terminal.clock()),
        null,
        warnings());
  }

  private static List<Path> sandboxScripts(List<ApplianceDefinition> definitions) {
    return definitions.stream()
        .map(definition -> definition.folder().resolve("sandbox.yaml"))
        .distinct()
        .toList();
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
    List<Diagnostic> found =
        read(blueprintFile)
            .map(loaded ->
                Stream.concat(
                        loaded.warnings().stream(),
                        loaded.policy().judgeInput().diagnostics().stream())
                    .toList())
            .orElseGet(diagnostics::all);
    return Stream.concat(found.stream(), groups.stream().map(Planner::sizing)).toList();
  }

  private Optional<Loaded> read(Path blueprintFile) throws InterruptedException {
    Wanted wanted =
        Wanted.read(terminal.resolve(blueprintFile), surroundings, templateFolders(), diagnostics);
    Optional<Inventory> inventory =
        Optional.ofNullable(options.inventory)
            .flatMap(file ->
                new InventoryLoader(surroundings, secretsNeeded)
                    .load(
                        terminal.resolve(file), inventoryFile.choice(wanted.first()), diagnostics));
    FirstContact contact = secretsNeeded ? inventory.flatMap(this::contact).orElse(null) : null;
    ClientConfig sshConfig = inventory.map(this::sshConfig).orElse(ClientConfig.empty());
    groups = wanted.groups();
    wanted.clusters().stream()
        .map(Cluster::blueprint)
        .forEach(blueprint -> inventory.ifPresent(known -> checkTogether(blueprint, known)));
    List<Optional<ApplianceDefinition>> definitions =
        wanted.clusters().stream().map(this::loadDefinition).toList();
    List<Path> policyPlaces =
        policyPlaces(policiesBeside(terminal.resolve(blueprintFile)).stream());
    Policies policies = PolicyLoader.load(policyPlaces, diagnostics);
    List<Part> parts = new ArrayList<>();
    for (int index = 0; index < definitions.size(); index++) {
      part(wanted.clusters().get(index), inventory, definitions.get(index)).ifPresent(parts::add);
    }
    Optional<Loaded> loaded =
        parts.isEmpty() || parts.size() < definitions.size()
            ? Optional.empty()
            : inventory.map(
                known -> whole(wanted, known, contact, sshConfig, parts, policies, policyPlaces));
    diagnostics.throwIfErrors();
    return loaded;
  }

  /** While the rest is read, unless there is something wrong already. */
  private Optional<FirstContact> contact(Inventory inventory) {
    return inventory.isSandbox() || diagnostics.hasErrors()
        ? Optional.empty()
        : Optional.of(Site.contact(inventory));
  }

  /** One cluster of what is wanted. */
  private record Part(
      ApplianceDefinition definition, DesiredState desired, SortedMap<String, Bindings> bindings) {}

  /** Empty without an inventory file, and when something is wrong, which is reported. */
  private Optional<Part> part(
      Cluster cluster, Optional<Inventory> inventory, Optional<ApplianceDefinition> definition)
      throws InterruptedException {
    Blueprint blueprint = cluster.blueprint();
    fetch(blueprint, inventory.orElse(null));
    Map<String, Value> settings =
        definition.map(known -> checkAgainst(blueprint, known)).orElse(Map.of());
    Optional<LibraryPackages.Found> inLibrary = findInLibrary(blueprint, inventory, definition);
    try (OvfPackage ovfPackage =
        inLibrary.map(LibraryPackages.Found::ovfPackage).orElseGet(() -> open(blueprint))) {
      PackageDigest.check(blueprint, diagnostics);
      boolean opened = ovfPackage != null || blueprint.origin() instanceof Template;
      if (opened && inventory.isPresent() && definition.isPresent()) {
        BlueprintExpander expander =
            new BlueprintExpander(
                blueprint,
                inventory.get(),
                definition.get(),
                ovfPackage,
                inLibrary.map(LibraryPackages.Found::item).orElse(null),
                settings,
                cluster.bindings(),
                Optional.ofNullable(privateKey(inventory.get()))
                    .flatMap(key -> publicKey(key, inventory.get())),
                this::render,
                diagnostics);
        return Optional.of(new Part(definition.get(), expander.expand(), expander.nodeBindings()));
      } else if (ovfPackage != null) {
        OvfDescriptor descriptor = ovfPackage.descriptor();
        inventory.ifPresent(known -> PackageCheck.checkNetworks(known, descriptor, diagnostics));
        PackageCheck.check(blueprint, descriptor, diagnostics);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }

  /** What is not there afterwards was reported. */
  private void fetch(Blueprint blueprint, @Nullable Inventory inventory)
      throws InterruptedException {
    if (!(blueprint.origin()
            instanceof PackageFile(var file, PackageDownload download, var digest, var item))
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
      var unused = packages(inventory).fetch(download);
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
              inventory.get().isSandbox() ? sandboxScripts(List.of(definition.get())) : List.of());
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

  private Optional<ApplianceDefinition> loadDefinition(Cluster cluster) {
    return new ApplianceLoader(templateFolders())
        .load(cluster.blueprint().appliance(), diagnostics)
        .map(definition -> cluster.adjust(definition, diagnostics));
  }

  /** What has no place in the package itself is reported where the package was named. */
  private @Nullable OvfPackage open(Blueprint blueprint) {
    if (!(blueprint.origin()
            instanceof PackageFile(var named, PackageDownload download, var digest, var item))
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

  /** What is no secret yet is rendered like one, for the renderer takes nothing else. */
  private Optional<String> render(Document document, Map<String, String> values) {
    Map<String, Secret> texts = new TreeMap<>();
    values.forEach((name, text) -> texts.put(name, new Secret(text)));
    try {
      return Optional.of(
          new VelocityTemplates()
              .renderText(document.file(), document.template(), texts, document.escape())
              .reveal());
    } catch (PortException e) {
      diagnostics.add(e.toDiagnostic().at(document.range()));
      return Optional.empty();
    }
  }

  private Loaded whole(
      Wanted wanted,
      Inventory inventory,
      @Nullable FirstContact contact,
      ClientConfig sshConfig,
      List<Part> parts,
      Policies policies,
      List<Path> policyPlaces) {
    SortedMap<String, Bindings> bindings = new TreeMap<>();
    parts.forEach(part -> bindings.putAll(part.bindings()));
    List<ApplianceDefinition> definitions = parts.stream().map(Part::definition).toList();
    DesiredState desired =
        wanted.isSystem()
            ? SystemState.of(parts.stream().map(Part::desired).toList(), wanted.groups())
            : parts.getFirst().desired();
    String sshUser = sshUser(wanted, inventory, definitions);
    return new Loaded(
        inventory,
        desired,
        definitions.stream()
            .map(ApplianceDefinition::name)
            .distinct()
            .collect(Collectors.joining(",")),
        new Checkup(
            wanted.isSystem() ? StatusSpec.NONE : definitions.getFirst().status(), bindings),
        sshUser,
        inventory.isSandbox() ? sandboxScripts(definitions) : List.of(),
        shellAccess(inventory, sshConfig, desired, sshUser),
        new PolicyCheck(
            policies,
            policyPlaces,
            new Facts(facts(wanted, inventory), inventory, diagnostics.all()),
            terminal.clock()),
        contact,
        warnings());
  }

  private static BlueprintFacts facts(Wanted wanted, Inventory inventory) {
    List<BlueprintFacts> facts =
        wanted.clusters().stream()
            .map(cluster -> BlueprintFacts.of(cluster.blueprint(), inventory))
            .toList();
    return wanted.isSystem() ? BlueprintFacts.ofSystem(wanted.kind(), facts) : facts.getFirst();
  }

  /** Sequences of all appliances log in as the same user. */
  private String sshUser(
      Wanted wanted, Inventory inventory, List<ApplianceDefinition> definitions) {
    String named = inventory.ssh().user();
    if (named != null) {
      return named;
    }
    List<String> users =
        definitions.stream()
            .filter(definition ->
                !definition.sequences().isEmpty() || !definition.operations().isEmpty())
            .map(ApplianceDefinition::sshUser)
            .distinct()
            .toList();
    if (users.size() > 1) {
      diagnostics.add(
          Diagnostic.error("system/several-users", "the sequences need different users")
              .because("They would log in as " + String.join(" and ", users) + ".")
              .advise("Give the \"user\" of all of them under \"ssh\" in the inventory file.")
              .at(wanted.first().map(Blueprint::range).orElse(null)));
    }
    return users.isEmpty() ? definitions.getFirst().sshUser() : users.getFirst();
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

  private ClientConfig sshConfig(Inventory inventory) {
    Located<Path> named = inventory.ssh().configFile();
    return named == null
        ? ClientConfig.empty()
        : ClientConfig.read(
            named, path -> surroundings.resolveFromHome(named.value(), path), diagnostics);
  }

  /** Appliances of the sandbox answer on loopback: nothing lies between. */
  private Map<String, ShellAccess> shellAccess(
      Inventory inventory, ClientConfig sshConfig, DesiredState desired, String user) {
    LoginRules rules =
        new LoginRules(
            new LoginRules.Given(
                user,
                Terminal.user(),
                inventory.ssh().port(),
                privateKey(inventory),
                knownHosts(inventory)),
            inventory.isSandbox() ? ClientConfig.empty() : sshConfig,
            secretsNeeded,
            diagnostics);
    return desired.nodes().stream()
        .collect(Collectors.toMap(NodeTarget::ip, rules::forNode, (first, same) -> first));
  }

  private Path knownHosts(Inventory inventory) {
    Path named = inventory.ssh().knownHosts();
    Path folder =
        inventory.isSandbox() ? Site.sandboxFolder(terminal, inventory) : terminal.dataFolder();
    return named == null ? folder.resolve("known_hosts") : named;
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
