package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.appliance.ApplianceTest;
import dev.slipway.appliance.ApplianceTestReading;
import dev.slipway.appliance.MadeUpTest;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.sandbox.AnswerLog;
import dev.slipway.sandbox.DemonstrationPackage;
import dev.slipway.view.KitReport;
import dev.slipway.view.KitReport.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tests one appliance definition. */
final class ApplianceKit {
  private static final String DESCRIPTOR = "sandbox.ovf";

  private final Terminal terminal;
  private final Path folder;
  private final boolean verbose;
  private final ApplianceDefinition definition;
  private final List<ApplianceTest> tests;
  private final Set<String> answers;
  private final @Nullable Path packageSource;

  private ApplianceKit(
      Terminal terminal,
      Path folder,
      boolean verbose,
      ApplianceDefinition definition,
      List<ApplianceTest> tests,
      Set<String> answers,
      @Nullable Path packageSource) {
    this.terminal = terminal;
    this.folder = folder;
    this.verbose = verbose;
    this.definition = definition;
    this.tests = List.copyOf(tests);
    this.answers = answers;
    this.packageSource = packageSource;
  }

  /**
   * Reads a definition with its cases; empty, with diagnostics, when there is anything wrong.
   *
   * @param folder as the user named it
   * @param verbose whether to show what the commands of the cases print
   */
  static Optional<ApplianceKit> open(
      Terminal terminal, Path folder, boolean verbose, Diagnostics diagnostics) {
    Path resolved = terminal.resolve(folder).normalize();
    Path place = resolved.getParent() == null ? resolved.toAbsolutePath().normalize() : resolved;
    if (!Files.isRegularFile(place.resolve("appliance.yaml"))) {
      diagnostics.add(
          Diagnostic.error("test/no-definition", "there is no appliance definition in " + folder)
              .advise("Name a folder with an appliance.yaml, such as templates/some-appliance."));
      return Optional.empty();
    }
    Diagnostics found = new Diagnostics();
    SourceRange start = SourceRange.startOf(place.resolve("appliance.yaml").toString());
    Located<String> name = new Located<>(String.valueOf(place.getFileName()), start);
    Optional<ApplianceDefinition> definition =
        new ApplianceLoader(List.of(place.resolveSibling("."))).load(name, found);
    Set<String> answers = AnswerLog.answers(place.resolve("sandbox.yaml"), found);
    List<ApplianceTest> tests = ApplianceTestReading.readAll(place, found);
    definition.ifPresent(known -> checkOperations(tests, known, found));
    Optional<Path> source = packageSource(terminal, place, name.value());
    boolean needsPackage = tests.isEmpty() || !tests.stream().allMatch(ApplianceTest::isOfTemplate);
    if (needsPackage && source.isEmpty()) {
      found.add(
          Diagnostic.error("test/no-package", "there is no package to deploy in the sandbox")
              .because(
                  "Neither %s beside the definition nor packages/%s.ova is there."
                      .formatted(DESCRIPTOR, name.value()))
              .advise(
                  ("Keep the package's OVF descriptor as %s: tar -xOf PACKAGE.ova --wildcards '*.ovf' > %s."
                          + " Cases of clones name a \"template\" of sandbox.yaml instead.")
                      .formatted(DESCRIPTOR, place.resolve(DESCRIPTOR)))
              .at(start));
    }
    diagnostics.addAll(found.all());
    return found.hasErrors()
        ? Optional.empty()
        : Optional.of(
            new ApplianceKit(
                terminal,
                folder,
                verbose,
                definition.orElseThrow(),
                tests,
                answers,
                source.orElse(null)));
  }

  private static void checkOperations(
      List<ApplianceTest> tests, ApplianceDefinition definition, Diagnostics diagnostics) {
    List<String> known =
        definition.operations().stream().map(each -> each.sequence().name()).toList();
    tests.stream()
        .flatMap(test -> test.operations().stream())
        .filter(named -> !known.contains(named.value()))
        .forEach(named ->
            diagnostics.add(
                Diagnostic.error(
                        "test/unknown-operation", "there is no operation \"" + named.value() + "\"")
                    .because("The definition names those that there are under \"operations\".")
                    .advise(Suggestion.among(named.value(), known))
                    .at(named.range())));
  }

  private static Optional<Path> packageSource(Terminal terminal, Path folder, String name) {
    Path home = Path.of(terminal.environment().getOrDefault("SLIPWAY_HOME", ""));
    String archive = "packages/" + name + ".ova";
    return Stream.of(
            folder.resolve(DESCRIPTOR),
            terminal.workingDirectory().resolve(archive),
            home.resolve(archive))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Runs all cases, each on a sandbox of its own of which nothing is left. */
  KitReport.Definition test() throws InterruptedException, IOException {
    Path place = Files.createTempDirectory("slipway-test");
    try {
      return test(place);
    } finally {
      try (Stream<Path> all = Files.walk(place)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private KitReport.Definition test(Path place) throws InterruptedException, IOException {
    Path packageFile = packageSource;
    if (packageSource != null && packageSource.endsWith(DESCRIPTOR)) {
      packageFile = place.resolve(definition.name() + ".ova");
      DemonstrationPackage.writeSmall(packageSource, packageFile);
    }
    List<String> notes = new ArrayList<>();
    List<ApplianceTest> all = new ArrayList<>(tests);
    if (all.isEmpty()) {
      all.add(MadeUpTest.of(definition, place));
      notes.add("there are no cases in tests: one was made up");
    }
    List<OvfDescriptor.Network> networks = packageFile == null ? List.of() : networks(packageFile);
    List<Case> cases = new ArrayList<>();
    Set<String> unasked = new TreeSet<>(answers);
    Set<String> unanswered = new TreeSet<>();
    for (ApplianceTest test : all) {
      Path own = place.resolve(test.name());
      CaseFiles files = CaseFiles.write(own, definition, test, packageFile, networks);
      CaseRun run = new CaseRun(terminal, definition, test, files, verbose);
      cases.add(run.run());
      unasked.removeAll(run.answered());
      unanswered.addAll(run.unanswered());
    }
    unanswered.forEach(asked -> notes.add("nothing in sandbox.yaml answers " + asked));
    unasked.forEach(answer -> notes.add("no case asks for what sandbox.yaml answers " + answer));
    addSettings(notes);
    return new KitReport.Definition(folder.toString(), cases, notes);
  }

  private static List<OvfDescriptor.Network> networks(Path packageFile) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage opened = OvfPackages.open(packageFile, diagnostics).orElse(null)) {
      diagnostics.throwIfErrors();
      return opened == null ? List.of() : opened.descriptor().networks();
    }
  }

  private void addSettings(List<String> notes) throws IOException {
    StringBuilder texts = new StringBuilder();
    try (Stream<Path> files = Files.list(definition.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.append(Files.readString(file)).append('\n');
      }
    }
    definition.settings().keySet().stream()
        .filter(
            name -> !texts.toString().matches("(?s).*(settings\\.|setting: *)" + name + "\\b.*"))
        .forEach(name -> notes.add("nothing uses the setting " + name));
    List<String> unverified =
        definition.settings().values().stream()
            .filter(setting -> setting.unverified() != null)
            .map(Setting::name)
            .toList();
    if (!unverified.isEmpty()) {
      notes.add("not verified: " + String.join(", ", unverified));
    }
  }
}
