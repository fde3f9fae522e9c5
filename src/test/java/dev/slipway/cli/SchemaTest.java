package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.appliance.ApplianceTestReading;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.InventoryLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.cli.SchemaCommand.Kind;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.policy.PolicyLoader;
import dev.slipway.system.SystemLoader;
import dev.slipway.testing.Schemas;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schemas to what the loaders accept, by asking the loaders about every key. */
class SchemaTest {
  private static final Path TEST_FILES = Path.of("src/test/resources");
  private static final String UNKNOWN = "qqqqqqqqqqqqqqqqqqqqqqqq";
  private static final Pattern WRONG_SHAPE =
      Pattern.compile(
          "# ERROR: (unknown key|\"\\w+\" must be (a mapping|a list|text|true or false))");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<Kind> WRITTEN_BY_PEOPLE = EnumSet.range(Kind.BLUEPRINT, Kind.POLICY);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void rightFilesAreValid(Kind kind, Path file) {
    assertThat(Schemas.problems(printed(kind), json(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void filesOfTheWrongShapeAreInvalid(Kind kind, Path file) {
    assertThat(Schemas.problems(printed(kind), json(file))).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAN", "SAVED_PLAN", "SNAPSHOT", "EVENT", "STATUS_REPORT"})
  void whatIsPrintedIsWhatIsCheckedIn(Kind kind) {
    assertThat(printed(kind)).isEqualTo(Schemas.named(kind.toString()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SYSTEM_BLUEPRINT", "PLAN", "SAVED_PLAN", "SNAPSHOT", "EVENT", "STATUS_REPORT"})
  void theLoaderKnowsTheSameKeysAndTypes(Kind kind) throws IOException {
    ObjectNode document = (ObjectNode) json(TEST_FILES.resolve("valid/" + kind + ".yaml"));
    assertThat(load(kind, document)).noneMatch(Diagnostic::isError);
    JsonNode root = printed(kind);
    Set<String> described = new TreeSet<>();
    describe(root, described);

    Set<String> visited = new TreeSet<>();
    compare(kind, root, document, document, visited);

    assertThat(visited).isEqualTo(described);
  }

  /** Adds an unknown key to each mapping, then makes each value one of another type. */
  private void compare(
      Kind kind, JsonNode schema, ObjectNode whole, JsonNode part, Set<String> visited)
      throws IOException {
    JsonNode resolved = resolve(kind, schema);
    if (part.isArray() && resolved.has("items")) {
      for (JsonNode item : part) {
        compare(kind, resolved.path("items"), whole, item, visited);
      }
    } else if (part instanceof ObjectNode mapping && resolved.has("properties")) {
      visited.add(resolved.path("description").asText());
      JsonNode properties = resolved.path("properties");
      mapping.put(UNKNOWN, "x");
      assertThat(knownKeys(load(kind, whole)))
          .as(resolved.path("description").asText())
          .isEqualTo(names(properties));
      mapping.remove(UNKNOWN);
      for (String key : names(mapping)) {
        JsonNode value = mapping.get(key);
        mapping.set(key, ofAnotherType(resolve(kind, properties.path(key))));
        assertThat(load(kind, whole)).as(key).anyMatch(Diagnostic::isError);
        assertThat(Schemas.problems(printed(kind), whole)).as(key).isNotEmpty();
        mapping.set(key, value);
        compare(kind, properties.path(key), whole, value, visited);
      }
    } else if (part instanceof ObjectNode free
        && resolved.path("additionalProperties").isObject()) {
      for (JsonNode value : free) {
        compare(kind, resolved.path("additionalProperties"), whole, value, visited);
      }
    }
  }

  private static JsonNode ofAnotherType(JsonNode schema) {
    return schema.path("type").asText().equals("object")
        ? JsonNodeFactory.instance.textNode(UNKNOWN)
        : JsonNodeFactory.instance.objectNode().put(UNKNOWN, UNKNOWN);
  }

  private static Set<String> knownKeys(List<Diagnostic> found) {
    return found.stream()
        .filter(problem -> problem.summary().equals("unknown key \"" + UNKNOWN + "\""))
        .map(problem -> problem.advice().replaceAll("^Known: |\\.$", ""))
        .flatMap(known -> Arrays.stream(known.split(", ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Collects the descriptions of all mappings with fixed keys. */
  private static void describe(JsonNode schema, Set<String> described) {
    if (schema.path("properties").isObject() && schema.has("additionalProperties")) {
      described.add(schema.path("description").asText());
    }
    schema.forEach(child -> describe(child, described));
  }

  private static JsonNode resolve(Kind kind, JsonNode schema) {
    return schema.has("$ref")
        ? printed(kind).at(schema.path("$ref").asText().substring(1))
        : schema;
  }

  private List<Diagnostic> load(Kind kind, JsonNode document) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    Path file =
        Files.createDirectories(folder.resolve("appliance"))
            .resolve(kind == Kind.SYSTEM ? "system.yaml" : "appliance.yaml");
    Surroundings surroundings = new Surroundings(Map.of(), Map.of(), Path.of(""));
    Located<String> appliance = new Located<>("appliance", SourceRange.startOf("blueprint.yaml"));
    if (kind == Kind.SEQUENCE) {
      ObjectNode definition = (ObjectNode) json(TEST_FILES.resolve("valid/appliance.yaml"));
      ((ObjectNode) definition.path("spec")).putArray("sequences").add("join");
      Files.writeString(file, definition.toString());
      Files.writeString(file.resolveSibling("join.yaml"), document.toString());
    } else if (kind == Kind.STATUS) {
      Files.copy(
          TEST_FILES.resolve("valid/appliance.yaml"), file, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(file.resolveSibling("status.yaml"), document.toString());
    } else {
      Files.writeString(file, document.toString());
    }
    switch (kind) {
      case BLUEPRINT -> new BlueprintLoader(surroundings).load(file, diagnostics);
      case INVENTORY -> new InventoryLoader(surroundings).load(file, diagnostics);
      case APPLIANCE, SEQUENCE, STATUS ->
          new ApplianceLoader(List.of(folder)).load(appliance, diagnostics);
      case APPLIANCE_TEST -> ApplianceTestReading.read(file, diagnostics);
      case SYSTEM -> new SystemLoader(List.of(folder)).load("SomeSystem", diagnostics);
      case POLICY -> PolicyLoader.load(List.of(file), diagnostics);
      case SYSTEM_BLUEPRINT, PLAN, SAVED_PLAN, SNAPSHOT, EVENT, STATUS_REPORT ->
          throw new IllegalArgumentException("no loader");
    }
    return diagnostics.all();
  }

  private static JsonNode printed(Kind kind) {
    CommandLineRun run = new CommandLineRun.Shell(Path.of("")).run("schema", kind.toString());
    try {
      return JSON.readTree(run.out());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(Path file) {
    Diagnostics diagnostics = new Diagnostics();
    return json(Objects.requireNonNull(YamlDocument.read(file, diagnostics)));
  }

  /** As an editor sees it, by the core schema of YAML 1.2. */
  private static JsonNode json(YamlNode node) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    return switch (node) {
      case YamlNode.Absent absent -> factory.nullNode();
      case YamlNode.Scalar(String text, SourceRange range) ->
          text.matches("true|false")
              ? factory.booleanNode(text.equals("true"))
              : text.matches("0|[1-9][0-9]{0,8}")
                  ? factory.numberNode(Integer.parseInt(text))
                  : factory.textNode(text);
      case YamlNode.Sequence sequence -> {
        var array = factory.arrayNode();
        sequence.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case YamlNode.Mapping mapping -> {
        ObjectNode object = factory.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
        yield object;
      }
    };
  }

  static Stream<Object[]> rightFilesAreValid() {
    Path templates = Path.of("templates/horizon-cloud-connector");
    return Stream.concat(
        WRITTEN_BY_PEOPLE.stream()
            .map(kind -> new Object[] {kind, TEST_FILES.resolve("valid/" + kind + ".yaml")}),
        Stream.of(
            new Object[] {Kind.BLUEPRINT, Path.of("blueprints/hcc-london.yaml")},
            new Object[] {Kind.BLUEPRINT, Path.of("blueprints/hcc-paris.yaml")},
            new Object[] {Kind.INVENTORY, Path.of("inventories/sandbox.yaml")},
            new Object[] {Kind.INVENTORY, Path.of("inventories/sandbox-sites.yaml")},
            new Object[] {Kind.INVENTORY, Path.of("inventories/london.example.yaml")},
            new Object[] {Kind.APPLIANCE, templates.resolve("appliance.yaml")},
            new Object[] {
              Kind.APPLIANCE, Path.of("templates/unified-access-gateway/appliance.yaml")
            },
            new Object[] {Kind.SYSTEM, Path.of("templates/horizon-pod/system.yaml")},
            new Object[] {Kind.SYSTEM_BLUEPRINT, Path.of("blueprints/pod-london.yaml")},
            new Object[] {Kind.SEQUENCE, templates.resolve("join.yaml")},
            new Object[] {Kind.STATUS, templates.resolve("status.yaml")},
            new Object[] {Kind.APPLIANCE_TEST, templates.resolve("tests/two-nodes.yaml")},
            new Object[] {Kind.APPLIANCE_TEST, templates.resolve("tests/join-refused.yaml")}));
  }

  static Stream<Object[]> filesOfTheWrongShapeAreInvalid() throws IOException {
    List<Object[]> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(TEST_FILES.resolve("invalid"))) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        String text = Files.readString(file);
        if (WRONG_SHAPE.matcher(text).find()) {
          files.add(new Object[] {kindOf(file, text), file});
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(8);
    return files.stream();
  }

  private static Kind kindOf(Path file, String text) {
    return switch (file.getName(file.getNameCount() - 2).toString()) {
      case "blueprints" -> Kind.BLUEPRINT;
      case "inventories" -> Kind.INVENTORY;
      case "policies" -> Kind.POLICY;
      case "tests" -> Kind.APPLIANCE_TEST;
      case "systems" -> text.contains("kind: System\n") ? Kind.SYSTEM : Kind.SYSTEM_BLUEPRINT;
      default ->
          text.contains("kind: Sequence")
              ? Kind.SEQUENCE
              : text.contains("kind: Status") ? Kind.STATUS : Kind.APPLIANCE;
    };
  }
}
