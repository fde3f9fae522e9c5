package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceTest.Outage;
import dev.slipway.appliance.ApplianceTest.Stop;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases that an appliance definition is tested with:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: ApplianceTest
 * metadata: {name: two-nodes}          # the name of its file, in the folder tests
 * spec:
 *   blueprint:                         # without appliance and package
 *     settings: {podType: on-premises}
 *     nodes: [{role: primary}, {role: worker}]     # node-1 at 10.20.0.11, node-2 at 10.20.0.12
 *   inventory: {network: {domain: lon.example}}
 *   invalid: words of the problem      # and nothing of what follows
 *   properties: {node-2: {some.key: "True"}}
 *   status: at-risk                    # when all is done; otherwise healthy or at-risk
 *   stops: [{at: join, answers: {ssh: {commands: […]}}, says: …, remember: {node-1: {allowed: "yes"}}}]
 *   operations: [leave]
 *   outages: [{name: …, remember: {node-2: {service: Failed}}, off: [node-1], status: down, scenario: …}]
 * }</pre>
 */
public final class ApplianceTestReading {
  /** The folder of the cases beside the definition. */
  public static final String FOLDER = "tests";

  private static final Map<String, String> LEVELS =
      Stream.of("healthy", "at-risk", "degraded", "down", "unknown")
          .collect(Collectors.toMap(word -> word, word -> word));

  private final Style style;

  private ApplianceTestReading(Style style) {
    this.style = style;
  }

  /** All cases of a definition, in the order of their names; without those that are wrong. */
  public static List<ApplianceTest> readAll(Path definition, Diagnostics diagnostics) {
    Path folder = definition.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .flatMap(file -> read(file, diagnostics).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One case; empty, with diagnostics, when it cannot be used. */
  public static Optional<ApplianceTest> read(Path file, Diagnostics diagnostics) {
    Style style = Style.verbatim("test", diagnostics);
    FileHeader header = FileHeader.read(file, "ApplianceTest", style, diagnostics);
    return header == null
        ? Optional.empty()
        : Optional.ofNullable(new ApplianceTestReading(style).test(file, header));
  }

  private @Nullable ApplianceTest test(Path file, FileHeader header) {
    Located<String> name = header.name();
    if (name != null && !(name.value() + ".yaml").equals(String.valueOf(file.getFileName()))) {
      style.report("name-differs", "the case must be named like its file", "", "", name.range());
    }
    MappingReader spec = header.spec();
    spec.requireMapping("blueprint");
    YamlNode.Mapping blueprint = mapping(spec, "blueprint");
    YamlNode.Mapping inventory = mapping(spec, "inventory");
    Located<String> invalid = spec.string("invalid");
    Map<String, Map<String, String>> properties = texts(spec, "properties");
    Located<String> status = spec.choice("status", LEVELS);
    List<Stop> stops = spec.mappings("stops").stream().flatMap(this::stop).toList();
    List<Located<String>> operations = spec.strings("operations");
    List<Outage> outages = spec.mappings("outages").stream().flatMap(this::outage).toList();
    spec.rejectUnknownKeys();
    boolean more =
        Stream.of("properties", "status", "stops", "operations", "outages").anyMatch(spec::has);
    if (invalid != null && more) {
      style.report(
          "never-deployed",
          "what is refused is never deployed",
          "So nothing can be expected of it besides its refusal.",
          "Leave out \"invalid\", or what is expected besides.",
          spec.keyRange("invalid"));
    }
    return name == null || blueprint == null
        ? null
        : new ApplianceTest(
            file,
            name.value(),
            blueprint,
            inventory,
            invalid,
            properties,
            status == null ? null : status.value(),
            stops,
            operations,
            outages);
  }

  private Stream<Stop> stop(MappingReader reader) {
    Located<String> at = reader.requireString("at");
    YamlNode.Mapping answers = mapping(reader, "answers");
    Located<String> says = reader.string("says");
    Map<String, Map<String, String>> remembered = texts(reader, "remember");
    reader.rejectUnknownKeys();
    return at == null
        ? Stream.empty()
        : Stream.of(new Stop(at, answers, says == null ? null : says.value(), remembered));
  }

  private Stream<Outage> outage(MappingReader reader) {
    Located<String> name = reader.requireString("name");
    Map<String, Map<String, String>> remembered = texts(reader, "remember");
    List<String> off = reader.strings("off").stream().map(Located::value).toList();
    Located<String> status = reader.choice("status", LEVELS);
    Located<String> scenario = reader.string("scenario");
    reader.rejectUnknownKeys();
    if (status == null && scenario == null) {
      style.report(
          "nothing-expected",
          "an outage needs something that is expected of it",
          "",
          "Give it a status or a scenario of status.yaml.",
          reader.place());
    }
    return name == null
        ? Stream.empty()
        : Stream.of(
            new Outage(
                name.value(),
                remembered,
                off,
                status == null ? null : status.value(),
                scenario == null ? null : scenario.value()));
  }

  /** A mapping that is handed on as it was written. */
  private static YamlNode.@Nullable Mapping mapping(MappingReader reader, String key) {
    reader.mapping(key);
    return reader.node(key) instanceof YamlNode.Mapping mapping ? mapping : null;
  }

  private static Map<String, Map<String, String>> texts(MappingReader reader, String key) {
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    MappingReader outer = reader.mapping(key);
    if (outer != null) {
      for (Located<String> name : outer.keys()) {
        Map<String, String> inner = new LinkedHashMap<>();
        outer.stringMap(name.value()).forEach((word, text) -> inner.put(word, text.value()));
        texts.put(name.value(), inner);
      }
    }
    return texts;
  }
}
