package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.appliance.ApplianceTestReading;
import dev.slipway.appliance.RoleCheck;
import dev.slipway.appliance.SettingsResolver;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.blueprint.Inventory;
import dev.slipway.blueprint.InventoryChecks;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.SiteChoice;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.policy.PolicyLoader;
import dev.slipway.system.SystemDefinition;
import dev.slipway.system.SystemLoader;
import dev.slipway.system.SystemMembers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files with something wrong: each line that must be reported ends in {@code # ERROR:} or {@code #
 * WARNING:} with the summary, and nothing else may be reported. {@code InvalidPackagesTest} reads
 * those about packages.
 */
class InvalidFilesTest {
  private static final Path INVALID = Path.of("src/test/resources/invalid");
  private static final Path TEMPLATES = Path.of("templates");
  private static final Pattern MARK = Pattern.compile("# (ERROR|WARNING): (.*)$");
  private static final Surroundings SURROUNDINGS =
      new Surroundings(
          Map.of("podType", "on-premises"), Map.of("VSPHERE_PASSWORD", "pw"), Path.of(""));

  @TempDir private Path folder;

  private final Diagnostics diagnostics = new Diagnostics();

  @ParameterizedTest
  @MethodSource
  void blueprints(Path file) throws IOException {
    checkBlueprint(file, Path.of("inventories/sandbox.yaml"));

    assertReported(file);
  }

  @ParameterizedTest
  @MethodSource
  void inventories(Path file) throws IOException {
    new InventoryLoader(SURROUNDINGS).load(file, diagnostics);

    assertReported(file);
  }

  @ParameterizedTest
  @MethodSource
  void appliances(Path file) throws IOException {
    String text = Files.readString(file);
    String name = file.getFileName().toString().replace(".yaml", "");
    Path target = Files.createDirectories(folder.resolve(name));
    if (text.contains("kind: Sequence")) {
      Files.writeString(target.resolve("join.yaml"), text);
      Files.writeString(target.resolve("appliance.yaml"), appliance(name, "join"));
    } else if (text.contains("kind: Status")) {
      Files.writeString(target.resolve("status.yaml"), text);
      Files.writeString(target.resolve("appliance.yaml"), appliance(name, ""));
    } else {
      Files.writeString(target.resolve("appliance.yaml"), text);
    }

    new ApplianceLoader(List.of(folder))
        .load(new Located<>(name, SourceRange.startOf("blueprint.yaml")), diagnostics);

    assertReported(file);
  }

  @ParameterizedTest
  @MethodSource
  void systems(Path file) throws IOException {
    if (Files.readString(file).contains("kind: System\n")) {
      String name = file.getFileName().toString().replace(".yaml", "");
      Path target = Files.createDirectories(folder.resolve(name));
      Files.copy(file, target.resolve("system.yaml"));
      new SystemLoader(List.of(folder)).load("SomeSystem", diagnostics);
    } else {
      checkSystem(file);
    }

    assertReported(file);
  }

  private void checkSystem(Path file) {
    SystemLoader systems = new SystemLoader(List.of(TEMPLATES));
    BlueprintLoader loader = new BlueprintLoader(SURROUNDINGS);
    String kind = FileHeader.kindOf(file).orElseThrow();
    if (systems.kinds().contains(kind)) {
      SystemDefinition definition = systems.load(kind, diagnostics).orElseThrow();
      loader
          .load(file, definition.kind(), diagnostics)
          .ifPresent(blueprint -> SystemMembers.of(definition, blueprint, diagnostics));
    } else {
      loader.reportKind(file, systems.kinds(), diagnostics);
    }
  }

  @ParameterizedTest
  @MethodSource
  void policies(Path file) throws IOException {
    PolicyLoader.load(List.of(file), diagnostics);

    assertReported(file);
  }

  @ParameterizedTest
  @MethodSource
  void tests(Path file) throws IOException {
    ApplianceTestReading.read(file, diagnostics);

    assertReported(file);
  }

  @Test
  void thereAreEnoughFiles() throws IOException {
    try (Stream<Path> files = Files.walk(INVALID)) {
      assertThat(files.filter(Files::isRegularFile).filter(InvalidFilesTest::isMarked))
          .hasSizeGreaterThanOrEqualTo(130);
    }
  }

  @Test
  void theExamplesAreRight() {
    Path sandbox = Path.of("inventories/sandbox.yaml");

    checkBlueprint(Path.of("blueprints/hcc-london.yaml"), sandbox);
    checkSystem(Path.of("blueprints/pod-london.yaml"));

    assertThat(diagnostics.all()).isEmpty();
    Inventory inventory =
        new InventoryLoader(SURROUNDINGS).load(sandbox, diagnostics).orElseThrow();
    assertThat(inventory.isSandbox()).isTrue();
  }

  @Test
  void theExamplesForSeveralSitesAreRight() {
    for (String site : List.of("london", "paris")) {
      Path sites = Path.of("inventories/sandbox-sites.yaml");
      assertThat(new InventoryLoader(SURROUNDINGS).load(sites, SiteChoice.asked(site), diagnostics))
          .isPresent();
    }
    new BlueprintLoader(SURROUNDINGS).load(Path.of("blueprints/hcc-paris.yaml"), diagnostics);

    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void theExampleForARealVCenterLacksOnlyWhatItNames() {
    new InventoryLoader(SURROUNDINGS).load(Path.of("inventories/london.example.yaml"), diagnostics);

    assertThat(diagnostics.all())
        .extracting(Diagnostic::summary)
        .containsExactlyInAnyOrder(
            "the environment variable \"VSPHERE_USER\" is not set",
            "there is no file \"certs/lon-ca.pem\"",
            "there is no file \"keys/ccadmin\"");
  }

  private void checkBlueprint(Path file, Path inventoryFile) {
    Optional<Blueprint> blueprint = new BlueprintLoader(SURROUNDINGS).load(file, diagnostics);
    Inventory inventory =
        new InventoryLoader(SURROUNDINGS).load(inventoryFile, diagnostics).orElseThrow();
    blueprint.ifPresent(found -> {
      InventoryChecks.check(found, inventory, diagnostics);
      Optional<ApplianceDefinition> definition =
          new ApplianceLoader(List.of(TEMPLATES)).load(found.appliance(), diagnostics);
      definition.ifPresent(known ->
          RoleCheck.check(
              known, found, SettingsResolver.resolve(known, found, diagnostics), diagnostics));
    });
  }

  private void assertReported(Path file) throws IOException {
    List<String> expected = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int index = 0; index < lines.size(); index++) {
      Matcher mark = MARK.matcher(lines.get(index));
      if (mark.find()) {
        expected.add((index + 1) + " " + mark.group(1) + ": " + mark.group(2));
      }
    }
    assertThat(expected).isNotEmpty();
    assertThat(diagnostics.all().stream().map(InvalidFilesTest::describe))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(diagnostics.all())
        .noneMatch(diagnostic -> diagnostic.toString().contains("hunter2"))
        .noneMatch(diagnostic -> diagnostic.toString().contains("correct-horse"));
  }

  private static String describe(Diagnostic diagnostic) {
    return Objects.requireNonNull(diagnostic.range()).line()
        + " "
        + diagnostic.severity()
        + ": "
        + diagnostic.summary();
  }

  static Stream<Path> blueprints() throws IOException {
    return files("blueprints");
  }

  static Stream<Path> inventories() throws IOException {
    return files("inventories");
  }

  static Stream<Path> systems() throws IOException {
    return files("systems");
  }

  static Stream<Path> policies() throws IOException {
    return files("policies");
  }

  static Stream<Path> tests() throws IOException {
    return files("tests");
  }

  static Stream<Path> appliances() throws IOException {
    return files("appliances");
  }

  /** Sound files stand beside those of packages. */
  private static boolean isMarked(Path file) {
    try {
      return Files.readString(file).matches("(?s).*(#|<!--) (ERROR|WARNING): .*");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(String kind) throws IOException {
    try (Stream<Path> files = Files.list(INVALID.resolve(kind))) {
      return files.sorted().toList().stream();
    }
  }

  private static String appliance(String name, String sequences) {
    return """
    apiVersion: slipway/v1
    kind: Appliance
    metadata: {name: %s}
    spec:
      title: Example
      sshUser: admin
      roles:
        primary: {minimum: 1, maximum: 1}
        worker: {maximum: 1}
        source: {maximum: 1}
        copy: {maximum: 1, cloneOf: source}
      sequences: [%s]
    """
        .formatted(name, sequences);
  }
}
