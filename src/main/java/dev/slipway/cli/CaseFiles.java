package dev.slipway.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceTest;
import dev.slipway.appliance.ApplianceTest.Stop;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.yaml.Overlay;
import dev.slipway.yaml.TracedText;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one case of the test kit: blueprint, inventory file and changed definitions. */
final class CaseFiles {
  /** What the inventory file of every case is called, and the state of its sandbox. */
  static final String SANDBOX = "test";

  private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([\\w.-]+)}");
  private static final int FIRST_ADDRESS = 11;

  private final Path folder;
  private final ApplianceDefinition definition;
  private final ApplianceTest test;
  private final TracedText blueprint;

  private CaseFiles(
      Path folder, ApplianceDefinition definition, ApplianceTest test, TracedText blueprint) {
    this.folder = folder;
    this.definition = definition;
    this.test = test;
    this.blueprint = blueprint;
  }

  /**
   * Writes them.
   *
   * @param folder for them alone
   * @param packageFile taken when the case names none; null when all are of templates
   */
  static CaseFiles write(
      Path folder,
      ApplianceDefinition definition,
      ApplianceTest test,
      @Nullable Path packageFile,
      List<OvfDescriptor.Network> networks)
      throws IOException {
    Files.createDirectories(folder);
    TracedText blueprint = TracedText.of(blueprint(definition, test, packageFile));
    CaseFiles files = new CaseFiles(folder, definition, test, blueprint);
    Files.writeString(files.blueprint(), blueprint.text());
    Files.writeString(files.inventory(), TracedText.of(inventory(test, networks)).text());
    return files;
  }

  Path blueprint() {
    return folder.resolve("blueprint.yaml");
  }

  Path inventory() {
    return folder.resolve("inventory.yaml");
  }

  /** The folder of the state of its sandbox and journals. */
  Path state() {
    return folder.resolve("state");
  }

  /** A problem of the blueprint where the case says what the blueprint says. */
  Diagnostic trace(Diagnostic problem) {
    return blueprint.trace(problem, blueprint().toString());
  }

  /** The folder of the definition's folder, or of a copy whose sandbox answers otherwise. */
  Path templates(Stop stop) throws IOException {
    YamlNode.Mapping answers = stop.answers();
    if (answers == null) {
      return templates();
    }
    Path copy = folder.resolve("templates-" + test.stops().indexOf(stop));
    Path target = Files.createDirectories(copy.resolve(definition.name()));
    try (Stream<Path> files = Files.list(definition.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(String.valueOf(file.getFileName())));
      }
    }
    Path script = target.resolve("sandbox.yaml");
    YamlNode.Mapping before = parse(script.toString(), Files.readString(script));
    YamlNode.Mapping spec = (YamlNode.Mapping) Objects.requireNonNull(before.get("spec"));
    Files.writeString(
        script, TracedText.of(with(before, "spec", Overlay.PREPENDING.lay(answers, spec))).text());
    return copy;
  }

  Path templates() {
    return Objects.requireNonNull(definition.folder().getParent());
  }

  private static YamlNode.Mapping blueprint(
      ApplianceDefinition definition, ApplianceTest test, @Nullable Path packageFile) {
    YamlNode.Mapping frame =
        parse(
            test.file().toString(),
            """
            apiVersion: slipway/v1
            kind: ApplianceCluster
            metadata: {name: %s}
            spec: {appliance: %s%s}
            """
                .formatted(
                    quoted(test.name()),
                    quoted(definition.name()),
                    test.isOfTemplate() || packageFile == null
                        ? ""
                        : ", package: %s, acceptEula: \"true\""
                            .formatted(quoted(packageFile.toAbsolutePath().toString()))));
    YamlNode.Mapping said = withPackageOf(test, withNodes(test.blueprint()));
    YamlNode.Mapping spec = (YamlNode.Mapping) Objects.requireNonNull(frame.get("spec"));
    return with(frame, "spec", Overlay.REPLACING.lay(said, spec));
  }

  /** A package that lies beside the case is not looked for beside the blueprint. */
  private static YamlNode.Mapping withPackageOf(ApplianceTest test, YamlNode.Mapping said) {
    if (!(said.get("package") instanceof YamlNode.Scalar(String text, SourceRange range))) {
      return said;
    }
    Path beside = test.file().resolveSibling(text);
    return Files.exists(beside)
        ? with(said, "package", new YamlNode.Scalar(beside.toAbsolutePath().toString(), range))
        : said;
  }

  /** Names and addresses are made up where the case gives none. */
  private static YamlNode.Mapping withNodes(YamlNode.Mapping said) {
    if (!(said.get("nodes") instanceof YamlNode.Sequence(List<YamlNode> written, SourceRange at))) {
      return said;
    }
    List<YamlNode> nodes = new ArrayList<>();
    for (YamlNode node : written) {
      int number = nodes.size();
      nodes.add(
          node instanceof YamlNode.Mapping mapping
              ? Overlay.REPLACING.lay(
                  mapping,
                  parse(
                      "nodes",
                      "{name: node-%d, ip: 10.20.0.%d}"
                          .formatted(number + 1, number + FIRST_ADDRESS)))
              : node);
    }
    return with(said, "nodes", new YamlNode.Sequence(nodes, at));
  }

  private static YamlNode.Mapping inventory(
      ApplianceTest test, List<OvfDescriptor.Network> networks) {
    YamlNode.Mapping frame =
        parse(
            "inventory",
            """
            apiVersion: slipway/v1
            kind: Inventory
            metadata: {name: %s}
            spec:
              vcenter: {url: "sandbox:"}
              placement:
                datacenter: LON
                cluster: mgmt-01
                datastore: vsan-01
                folder: Tests
                networks: {%s}
              network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
              secrets: {%s}
            """
                .formatted(
                    SANDBOX,
                    networks.stream()
                        .map(network -> quoted(network.name()) + ": VM Network")
                        .collect(Collectors.joining(", ")),
                    secrets(test.blueprint()).stream()
                        .map(name -> quoted(name) + ": [{generate: 20}]")
                        .collect(Collectors.joining(", "))));
    YamlNode.Mapping said = test.inventory();
    YamlNode.Mapping spec = (YamlNode.Mapping) Objects.requireNonNull(frame.get("spec"));
    return said == null ? frame : with(frame, "spec", Overlay.REPLACING.lay(said, spec));
  }

  private static Set<String> secrets(YamlNode node) {
    return SECRET
        .matcher(TracedText.of(node).text())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static YamlNode.Mapping with(YamlNode.Mapping mapping, String key, YamlNode value) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
    YamlNode.Entry before = entries.get(key);
    Located<String> located = before == null ? new Located<>(key, mapping.range()) : before.key();
    entries.put(key, new YamlNode.Entry(located, value));
    return new YamlNode.Mapping(entries, mapping.range());
  }

  private static YamlNode.Mapping parse(String file, String text) {
    return (YamlNode.Mapping)
        Objects.requireNonNull(YamlDocument.parse(file, text, new Diagnostics()));
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
