package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Document;
import dev.slipway.appliance.ApplianceDefinition.Monitoring;
import dev.slipway.appliance.ApplianceDefinition.Role;
import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.StatusSpec;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads appliance definitions:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Appliance
 * metadata: {name: some-appliance}     # the name of its folder
 * spec:
 *   title: Some Appliance
 *   sshUser: admin
 *   addressTimeout: 15m
 *   settings:
 *     podType: {type: string, required: true, values: [on-premises, azure], description: …}
 *   properties:                                  # of every role
 *     some.ovf.key: "${node.ip}"
 *     other.ovf.key: {template: other.json.vm, escape: json}   # beside this file
 *   roles:
 *     primary: {minimum: 1, maximum: 1}
 *     worker:
 *       minimum: 0
 *       maximum: 1
 *       properties: {other.key: "True"}
 *       conditions: [{setting: podType, oneOf: [on-premises], reason: …}]
 *   sequences: [join]                            # join.yaml beside this file
 *   operations: [leave]                          # sequences that run only when asked for
 * }</pre>
 *
 * <p>References are dotted names (see {@link ReferenceNames}). A property is left out when its key
 * or its value has a reference that ends in a question mark and that nothing gives a value for.
 */
public final class ApplianceLoader {
  private static final String KIND = "appliance";
  private static final String FILE = "appliance.yaml";
  private static final Duration ADDRESS_TIMEOUT = Duration.ofMinutes(15);

  private final List<Path> searchFolders;

  /**
   * Makes a loader.
   *
   * @param searchFolders folders of appliance folders; the first that has an appliance gives it
   */
  public ApplianceLoader(List<Path> searchFolders) {
    this.searchFolders = List.copyOf(searchFolders);
  }

  /**
   * Reads the definition of an appliance.
   *
   * @param name as a blueprint gives it
   * @param diagnostics gets all problems of its files; with an error among them nothing is returned
   */
  public Optional<ApplianceDefinition> load(Located<String> name, Diagnostics diagnostics) {
    Set<String> known = names();
    if (!known.contains(name.value())) {
      diagnostics.add(
          Diagnostic.error(
                  "blueprint/unknown-appliance", "unknown appliance \"" + name.value() + "\"")
              .because(
                  known.isEmpty()
                      ? "There are no appliance definitions in the folders that were searched."
                      : "")
              .advise(Suggestion.among(name.value(), known))
              .at(name.range()));
      return Optional.empty();
    }
    return searchFolders.stream()
        .map(folder -> folder.resolve(name.value()))
        .filter(folder -> Files.isRegularFile(folder.resolve(FILE)))
        .findFirst()
        .flatMap(folder -> read(folder, diagnostics));
  }

  /** The names of all appliances that there are definitions for. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Path folder : searchFolders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> children = Files.list(folder)) {
          children
              .filter(child -> Files.isRegularFile(child.resolve(FILE)))
              .forEach(child -> names.add(String.valueOf(child.getFileName())));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return names;
  }

  private static Optional<ApplianceDefinition> read(Path folder, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Style style = Style.verbatim(KIND, found);
    FileHeader header = FileHeader.read(folder.resolve(FILE), "Appliance", style, found);
    ApplianceDefinition definition = header == null ? null : definition(folder, header, style);
    diagnostics.addAll(found.all());
    return found.hasErrors() ? Optional.empty() : Optional.ofNullable(definition);
  }

  private static @Nullable ApplianceDefinition definition(
      Path folder, FileHeader header, Style style) {
    MappingReader spec = header.spec();
    checkName(header.name(), folder, style);
    Located<String> title = spec.requireString("title");
    Located<String> sshUser = spec.requireString("sshUser");
    Duration addressTimeout = Durations.read(spec, "addressTimeout", ADDRESS_TIMEOUT, style);
    Map<String, Setting> settings = new SettingsReading(style).read(spec.mappingMap("settings"));
    Map<String, MappingReader> roleReaders = spec.mappingMap("roles");
    ReferenceNames names = ReferenceNames.of(settings.values(), roleReaders.keySet());
    WhenReading whens = new WhenReading(settings, style);
    ConditionReading conditions = new ConditionReading(whens);
    RolesReading rolesReading = new RolesReading(conditions, names, style);
    List<Document> documents = new DocumentsReading(folder, style).read(spec.mapping("properties"));
    Map<String, Located<String>> properties = rolesReading.propertiesBesideDocuments(spec);
    Map<String, Role> roles = new LinkedHashMap<>();
    roleReaders.forEach((name, reader) -> roles.put(name, rolesReading.role(name, reader)));
    rolesReading.checkClones(roles);
    if (roles.isEmpty()) {
      style.report(
          "no-roles", "an appliance needs at least one role", "", "", spec.keyRange("roles"));
    }
    Monitoring monitoring = monitoring(spec.mapping("vmMonitoring"), conditions, style);
    Set<String> confidential =
        settings.values().stream()
            .filter(setting -> setting.type() == Setting.Type.SECRET)
            .map(setting -> "settings." + setting.name())
            .collect(Collectors.toSet());
    BiFunction<String, Map<String, Set<String>>, List<ConditionalSequence>> sequences =
        (key, clones) ->
            spec.strings(key).stream()
                .map(name ->
                    SequenceReading.read(
                        folder,
                        name,
                        roles.keySet(),
                        clones,
                        new StepNames(names, confidential),
                        whens,
                        style.diagnostics()))
                .flatMap(Stream::ofNullable)
                .toList();
    List<ConditionalSequence> applied = sequences.apply("sequences", clones(roles.values()));
    List<ConditionalSequence> operations = sequences.apply("operations", Map.of());
    StatusSpec status =
        StatusReading.read(
            folder,
            header.name(),
            roles.keySet(),
            new StepNames(names, confidential),
            style.diagnostics());
    spec.rejectUnknownKeys();
    if (header.name() == null || title == null || sshUser == null) {
      return null;
    }
    return new ApplianceDefinition(
        folder,
        header.name().value(),
        title.value(),
        sshUser.value(),
        addressTimeout,
        settings,
        roles,
        properties,
        monitoring,
        documents,
        applied,
        operations,
        status);
  }

  /** By a role, those that are cloned from it. */
  private static Map<String, Set<String>> clones(Collection<Role> roles) {
    Map<String, Set<String>> clones = new HashMap<>();
    for (Role role : roles) {
      Located<String> source = role.cloneOf();
      if (source != null) {
        clones.computeIfAbsent(source.value(), name -> new TreeSet<>()).add(role.name());
      }
    }
    return clones;
  }

  private static Monitoring monitoring(
      @Nullable MappingReader reader, ConditionReading conditions, Style style) {
    if (reader == null) {
      return Monitoring.ANY;
    }
    Duration allowance = Durations.read(reader, "startUpAllowance", Duration.ZERO, style);
    Monitoring monitoring =
        new Monitoring(allowance.isZero() ? null : allowance, conditions.read(reader));
    reader.rejectUnknownKeys();
    return monitoring;
  }

  private static void checkName(@Nullable Located<String> name, Path folder, Style style) {
    if (name != null && !folder.endsWith(name.value())) {
      style.report(
          "name-differs",
          "the appliance must be named like its folder",
          "Blueprints find it as \"" + folder.getFileName() + "\".",
          "",
          name.range());
    }
  }
}
