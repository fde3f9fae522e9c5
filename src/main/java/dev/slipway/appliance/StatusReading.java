package dev.slipway.appliance;

import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Expectation;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.StatusSpec.Condition;
import dev.slipway.model.StatusSpec.Grace;
import dev.slipway.model.StatusSpec.Level;
import dev.slipway.model.StatusSpec.Members;
import dev.slipway.model.StatusSpec.OwnView;
import dev.slipway.model.StatusSpec.Probe;
import dev.slipway.model.StatusSpec.Scenario;
import dev.slipway.model.StatusSpec.Service;
import dev.slipway.model.StatusSpec.Services;
import dev.slipway.model.StepProof;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what tells how a cluster of an appliance fares, from {@code status.yaml} beside its
 * definition:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Status
 * metadata: {name: widget}                # the appliance's name
 * spec:
 *   ownView: {forRole: second, title: …, run: …, expect: …, known: …}
 *   services:
 *     - name: proxy
 *       title: Proxy
 *       runsOn: [first, second]           # replicas
 *       probe: {on: first, run: …, expect: …, known: …}
 *   scenarios:                            # the first that fits
 *     - name: second-lost
 *       title: The second node is lost
 *       level: degraded                   # or down
 *       when: {down: [second], up: [first], members: split, services: reduced,
 *              nodeHighAvailability: true}
 *       works: […]
 *       doesNotWork: […]
 *       grace: {of: licence, days: 25, from: the loss of the first node}
 *       advice: […]
 * }</pre>
 */
final class StatusReading {
  private static final String FILE = "status.yaml";
  private static final Map<String, Level> LEVELS =
      Map.of("degraded", Level.DEGRADED, "down", Level.DOWN);
  private static final Map<String, Members> MEMBERS =
      Map.of("missing", Members.MISSING, "split", Members.SPLIT);
  private static final Map<String, Services> SERVICES =
      Map.of("reduced", Services.REDUCED, "stopped", Services.STOPPED);

  private final Set<String> roles;
  private final StepReading steps;
  private final Style style;
  private final Set<String> names = new HashSet<>();

  private StatusReading(Path folder, Set<String> roles, StepNames names, Style style) {
    this.roles = roles;
    this.steps = new StepReading(folder, roles, Set.of(), names, style);
    this.style = style;
  }

  /** Nothing when there is no such file, or, with diagnostics, when it cannot be used. */
  static StatusSpec read(
      Path folder,
      @Nullable Located<String> appliance,
      Set<String> roles,
      StepNames names,
      Diagnostics diagnostics) {
    Path file = folder.resolve(FILE);
    Style style = Style.verbatim("appliance", diagnostics);
    FileHeader header =
        Files.isRegularFile(file) ? FileHeader.read(file, "Status", style, diagnostics) : null;
    if (header == null) {
      return StatusSpec.NONE;
    }
    if (header.name() != null
        && appliance != null
        && !header.name().value().equals(appliance.value())) {
      style.report(
          "name-differs",
          "the status must be named like its appliance",
          "",
          "Name it \"" + appliance.value() + "\".",
          header.name().range());
    }
    return new StatusReading(folder, roles, names, style).status(header.spec());
  }

  private StatusSpec status(MappingReader spec) {
    MappingReader ownReader = spec.mapping("ownView");
    OwnView ownView = ownReader == null ? null : ownView(ownReader);
    List<Service> services = new ArrayList<>();
    for (MappingReader reader : spec.mappings("services")) {
      Service service = service(reader);
      if (service != null) {
        services.add(service);
      }
    }
    names.clear();
    List<Scenario> scenarios = new ArrayList<>();
    for (MappingReader reader : spec.mappings("scenarios")) {
      Scenario scenario = scenario(reader, ownReader != null);
      if (scenario != null) {
        scenarios.add(scenario);
      }
    }
    spec.rejectUnknownKeys();
    return new StatusSpec(ownView, services, scenarios);
  }

  private @Nullable OwnView ownView(MappingReader reader) {
    Located<String> forRole = role(reader.requireString("forRole"));
    Probe probe = probe(reader, reader.requireString("title"));
    return forRole == null || probe == null ? null : new OwnView(forRole.value(), probe);
  }

  private @Nullable Service service(MappingReader reader) {
    Located<String> name = name(reader);
    Located<String> title = reader.requireString("title");
    if (reader.lacksItems("runsOn")) {
      style.report(
          "no-roles", "a service needs a role to run on", "", "", reader.keyRange("runsOn"));
    }
    List<String> runsOn = roles(reader, "runsOn");
    MappingReader probeReader = reader.mapping("probe");
    Probe probe = probeReader == null ? null : probe(probeReader, title);
    reader.rejectUnknownKeys();
    return name == null || title == null
        ? null
        : new Service(name.value(), title.value(), runsOn, probe);
  }

  /** A proof with one key more, asked of the node itself unless it says otherwise. */
  private @Nullable Probe probe(MappingReader reader, @Nullable Located<String> title) {
    List<Expectation> known = steps.expectations(reader, "known");
    StepProof proof = steps.proof(reader, title);
    return proof == null
        ? null
        : new Probe(
            proof,
            known.isEmpty()
                ? null
                : new StepProof(proof.title(), proof.on(), proof.action(), proof.timeout(), known));
  }

  private @Nullable Scenario scenario(MappingReader reader, boolean hasOwnView) {
    Located<String> name = name(reader);
    Located<String> title = reader.requireString("title");
    Located<Level> level = reader.requireChoice("level", LEVELS);
    MappingReader whenReader = reader.requireMapping("when");
    Condition when = whenReader == null ? null : condition(whenReader, hasOwnView);
    List<String> works = texts(reader, "works");
    List<String> doesNotWork = texts(reader, "doesNotWork");
    MappingReader graceReader = reader.mapping("grace");
    Grace grace = graceReader == null ? null : grace(graceReader);
    List<String> advice = texts(reader, "advice");
    reader.rejectUnknownKeys();
    return name == null || title == null || level == null || when == null
        ? null
        : new Scenario(
            name.value(), title.value(), level.value(), when, works, doesNotWork, grace, advice);
  }

  private Condition condition(MappingReader reader, boolean hasOwnView) {
    if (reader.keys().isEmpty()) {
      style.report(
          "no-condition",
          "a scenario needs a condition",
          "It would always fit, and no later one ever.",
          "",
          reader.place());
    }
    List<String> down = roles(reader, "down");
    List<String> up = roles(reader, "up");
    Located<Members> members = reader.choice("members", MEMBERS);
    Located<Services> services = reader.choice("services", SERVICES);
    Located<Boolean> nodeHighAvailability = reader.bool("nodeHighAvailability");
    reader.rejectUnknownKeys();
    if (members != null && members.value() == Members.SPLIT && !hasOwnView) {
      style.report(
          "no-own-view",
          "nothing tells whether the members are split",
          "That takes a second opinion besides the proofs of sequences.",
          "Give the status an ownView.",
          members.range());
    }
    return new Condition(
        down,
        up,
        members == null ? null : members.value(),
        services == null ? null : services.value(),
        nodeHighAvailability == null ? null : nodeHighAvailability.value());
  }

  private static @Nullable Grace grace(MappingReader reader) {
    Located<String> of = reader.requireString("of");
    Located<Integer> days = reader.requireInteger("days", 1, 3_650);
    Located<String> from = reader.requireString("from");
    reader.rejectUnknownKeys();
    return of == null || days == null || from == null
        ? null
        : new Grace(of.value(), days.value(), from.value());
  }

  private @Nullable Located<String> name(MappingReader reader) {
    Located<String> name = reader.requireString("name");
    if (name != null && !names.add(name.value())) {
      style.report("duplicate-name", "two are named " + name.value(), "", "", name.range());
    }
    return name;
  }

  private static List<String> texts(MappingReader reader, String key) {
    return reader.strings(key).stream().map(Located::value).toList();
  }

  private List<String> roles(MappingReader reader, String key) {
    List<String> known = new ArrayList<>();
    for (Located<String> written : reader.strings(key)) {
      Located<String> role = role(written);
      if (role != null) {
        known.add(role.value());
      }
    }
    return known;
  }

  private @Nullable Located<String> role(@Nullable Located<String> written) {
    if (written != null && !roles.contains(written.value())) {
      style.report(
          "unknown-role",
          "unknown role \"" + written.value() + "\"",
          "",
          Suggestion.among(written.value(), roles),
          written.range());
      return null;
    }
    return written;
  }
}
