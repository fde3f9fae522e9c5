package dev.slipway.appliance;

import dev.slipway.appliance.ConditionalSequence.Need;
import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.StepProof;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one sequence:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Sequence
 * metadata: {name: join}                 # the name of its file
 * spec:
 *   forRole: worker                      # once for each node of this role
 *   outcome: membership                  # or departure, configuration
 *   when: {setting: mode, oneOf: [two]}  # see WhenReading; left out: always
 *   proof: {title: …, on: primary, run: …, expect: …}
 *   steps:
 *     - name: request-join
 *       title: Ask the primary for the join command
 *       on: primary                      # or node, each, one-at-a-time
 *       when: {setting: mode}
 *       run: command                     # or runCapture, upload, http, sql, guest, vsphere, port, gate
 *       proof: {run: …, expect: …}
 *       undo: {run: …}
 *       once: false
 *       timeout: 30m
 *       attempts: 1
 *       pause: 10s
 *       settle: 0s
 *       captures: [{name: …, pattern: …, secret: true, mustMatch: …}]
 *       expect: …                        # see OutputReading
 * }</pre>
 */
final class SequenceReading {
  private static final Map<String, Outcome> OUTCOMES =
      Map.of(
          "membership", Outcome.MEMBERSHIP,
          "departure", Outcome.DEPARTURE,
          "configuration", Outcome.CONFIGURATION);

  private final Path folder;
  private final Set<String> roles;
  private final Map<String, Set<String>> clones;
  private final StepNames names;
  private final WhenReading whens;
  private final Style style;

  private SequenceReading(
      Path folder,
      Set<String> roles,
      Map<String, Set<String>> clones,
      StepNames names,
      WhenReading whens,
      Style style) {
    this.folder = folder;
    this.roles = roles;
    this.clones = clones;
    this.names = names;
    this.whens = whens;
    this.style = style;
  }

  /**
   * Reads the sequence of a name.
   *
   * @param clones by a role, those whose nodes are cloned from it after its configuration
   */
  static @Nullable ConditionalSequence read(
      Path folder,
      Located<String> name,
      Set<String> roles,
      Map<String, Set<String>> clones,
      StepNames names,
      WhenReading whens,
      Diagnostics diagnostics) {
    Style style = Style.verbatim("appliance", diagnostics);
    Path file = folder.resolve(name.value() + ".yaml");
    if (!Files.isRegularFile(file)) {
      style.report(
          "missing-sequence",
          "there is no sequence \"" + name.value() + "\"",
          "A sequence is a file of its name beside the appliance definition.",
          "",
          name.range());
      return null;
    }
    FileHeader header = FileHeader.read(file, "Sequence", style, diagnostics);
    return header == null
        ? null
        : new SequenceReading(folder, roles, clones, names, whens, style).sequence(name, header);
  }

  private @Nullable ConditionalSequence sequence(Located<String> name, FileHeader header) {
    if (header.name() != null && !header.name().value().equals(name.value())) {
      style.report(
          "name-differs",
          "the sequence must be named like its file",
          "",
          "",
          header.name().range());
    }
    MappingReader spec = header.spec();
    Located<String> forRole = role(spec);
    Located<Outcome> outcome = spec.requireChoice("outcome", OUTCOMES);
    When when = whens.read(spec);
    Set<String> missing =
        forRole != null && outcome != null && outcome.value() == Outcome.CONFIGURATION
            ? clones.getOrDefault(forRole.value(), Set.of())
            : Set.of();
    StepReading reading = new StepReading(folder, roles, missing, names, style);
    MappingReader proofReader = spec.requireMapping("proof");
    StepProof proof = proofReader == null ? null : reading.proof(proofReader);
    List<Need> needs = new ArrayList<>(needs(null));
    List<SequenceStep> steps = new ArrayList<>();
    Map<String, When> conditions = new HashMap<>();
    for (MappingReader reader : spec.mappings("steps")) {
      When condition = whens.read(reader);
      SequenceStep step = reading.step(reader);
      if (step != null) {
        steps.add(step);
        needs.addAll(needs(step.name()));
        if (condition != null) {
          conditions.put(step.name(), condition);
        }
      }
    }
    spec.rejectUnknownKeys();
    return forRole == null || outcome == null || proof == null
        ? null
        : new ConditionalSequence(
            new SequenceSpec(name.value(), forRole.value(), outcome.value(), proof, steps),
            when,
            conditions,
            needs);
  }

  private List<Need> needs(@Nullable String step) {
    return names.takeNeeded().stream().map(name -> new Need(step, name)).toList();
  }

  private @Nullable Located<String> role(MappingReader spec) {
    Located<String> role = spec.requireString("forRole");
    if (role != null && !roles.contains(role.value())) {
      style.report(
          "unknown-role",
          "unknown role \"" + role.value() + "\"",
          "",
          Suggestion.among(role.value(), roles),
          role.range());
      return null;
    }
    return role;
  }
}
