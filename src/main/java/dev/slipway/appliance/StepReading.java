package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Expectation;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepProof;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the steps of one sequence, and its proofs. */
final class StepReading {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_ATTEMPTS = 10_000;

  private final Set<String> roles;
  private final Set<String> missing;
  private final Style style;
  private final StepNames names;
  private final ActionReading actions;
  private final OutputReading outputs;
  private final Set<String> stepNames = new HashSet<>();

  /**
   * Makes a reader for the steps of one sequence.
   *
   * @param missing the roles whose nodes are not made yet when it runs
   */
  StepReading(Path folder, Set<String> roles, Set<String> missing, StepNames names, Style style) {
    this.roles = roles;
    this.missing = missing;
    this.style = style;
    this.names = names;
    Texts texts = new Texts(folder, names, style);
    this.actions = new ActionReading(names, texts, style);
    this.outputs = new OutputReading(names, texts, style);
  }

  @Nullable SequenceStep step(MappingReader reader) {
    Located<String> name = reader.requireString("name");
    if (name != null && !stepNames.add(name.value())) {
      style.report("duplicate-step", "two steps are named " + name.value(), "", "", name.range());
    }
    Located<String> title = reader.requireString("title");
    Located<String> on =
        place(
            reader, Set.of(SequenceStep.NODE, SequenceStep.EACH, SequenceStep.ONE_AT_A_TIME), null);
    StepAction action = actions.read(reader, ActionReading.KINDS);
    StepProof proof = ownProof(reader, title);
    MappingReader undoReader = reader.mapping("undo");
    StepAction undo = undoReader == null ? null : actions.read(undoReader, ActionReading.KINDS);
    if (undoReader != null) {
      undoReader.rejectUnknownKeys();
    }
    Located<Boolean> once = reader.bool("once");
    Duration timeout = Durations.read(reader, "timeout", TIMEOUT, style);
    Located<Integer> attempts = reader.integer("attempts", 1, MOST_ATTEMPTS);
    Duration pause = Durations.read(reader, "pause", Duration.ZERO, style);
    Duration settle = Durations.read(reader, "settle", Duration.ZERO, style);
    boolean http = action instanceof StepAction.HttpRequest;
    List<Capture> captures = outputs.captures(reader, http);
    List<Expectation> expect = outputs.expectations(reader, "expect", http);
    reader.rejectUnknownKeys();
    Set<String> uses = names.takeUsed();
    checkOnce(once, attempts, proof);
    if (action instanceof StepAction.ManualGate && proof == null) {
      style.report(
          "gate-without-proof",
          "a gate needs a proof",
          "Nothing else tells whether the person has done it.",
          "",
          reader.place());
    }
    if (proof != null && !captures.isEmpty()) {
      style.report(
          "capture-of-proven-step",
          "a step with a proof can capture nothing",
          "It does not run when it is done already, and then nothing would be captured.",
          "Capture in a step of its own.",
          reader.keyRange("captures"));
    }
    if (name == null || title == null || on == null || action == null) {
      return null;
    }
    return new SequenceStep(
        name.value(),
        title.value(),
        on.value(),
        action,
        proof,
        undo,
        isTrue(once),
        timeout,
        attempts == null ? 1 : attempts.value(),
        pause,
        settle,
        captures,
        expect,
        uses);
  }

  /** The proof of a whole sequence. */
  @Nullable StepProof proof(MappingReader reader) {
    return proof(reader, reader.requireString("title"), Set.of(SequenceStep.NODE), null);
  }

  /** The proof of a step, asked where the step runs unless it says otherwise. */
  private @Nullable StepProof ownProof(MappingReader step, @Nullable Located<String> title) {
    MappingReader reader = step.mapping("proof");
    if (reader == null) {
      return null;
    }
    Located<String> own = reader.string("title");
    return proof(
        reader,
        own == null ? title : own,
        Set.of(SequenceStep.NODE, SequenceStep.TARGET),
        new Located<>(SequenceStep.TARGET, reader.place()));
  }

  /** A proof without a title of its own, asked of the node that it is about unless it says so. */
  @Nullable StepProof proof(MappingReader reader, @Nullable Located<String> title) {
    return proof(
        reader, title, Set.of(SequenceStep.NODE), new Located<>(SequenceStep.NODE, reader.place()));
  }

  /**
   * A proof.
   *
   * @param places where it may be asked besides roles
   * @param otherwise where it is asked when it does not say so; null when it must
   */
  private @Nullable StepProof proof(
      MappingReader reader,
      @Nullable Located<String> title,
      Set<String> places,
      @Nullable Located<String> otherwise) {
    Located<String> on = place(reader, places, otherwise);
    StepAction action = actions.read(reader, ActionReading.ASKING);
    Duration timeout = Durations.read(reader, "timeout", TIMEOUT, style);
    List<Expectation> expect =
        outputs.expectations(reader, "expect", action instanceof StepAction.HttpRequest);
    reader.rejectUnknownKeys();
    return title == null || on == null || action == null
        ? null
        : new StepProof(title.value(), on.value(), action, timeout, expect);
  }

  private void checkOnce(
      @Nullable Located<Boolean> once,
      @Nullable Located<Integer> attempts,
      @Nullable StepProof proof) {
    if (once == null || !once.value()) {
      return;
    }
    if (attempts != null && attempts.value() > 1) {
      style.report(
          "bad-step", "what must run once cannot have several attempts", "", "", attempts.range());
    }
    if (proof == null) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning("appliance/no-proof", "nothing proves that this step is done")
                  .because(
                      "When a run is cut off while it is under way, a person has to look whether it"
                          + " ended.")
                  .advise("Give it a proof.")
                  .at(once.range()));
    }
  }

  private @Nullable Located<String> place(
      MappingReader reader, Set<String> words, @Nullable Located<String> otherwise) {
    Located<String> on =
        otherwise == null || reader.node("on") != null ? reader.requireString("on") : otherwise;
    Set<String> allowed = new TreeSet<>(roles);
    allowed.addAll(words);
    if (on != null && !allowed.contains(on.value())) {
      style.report(
          "unknown-role",
          "unknown role \"" + on.value() + "\"",
          "",
          Suggestion.among(on.value(), allowed),
          on.range());
      return null;
    }
    if (on != null && !missing.isEmpty() && isBeyond(on.value())) {
      style.report(
          "before-clones",
          "nodes of role %s do not exist yet".formatted(String.join(", ", missing)),
          "They are cloned from the node that this sequence sets up, when it is done.",
          "Let a sequence for the clones do it.",
          on.range());
    }
    return on;
  }

  private boolean isBeyond(String place) {
    return missing.contains(place)
        || place.equals(SequenceStep.EACH)
        || place.equals(SequenceStep.ONE_AT_A_TIME);
  }

  /** What an output must show by a key of another name. */
  List<Expectation> expectations(MappingReader reader, String key) {
    return outputs.expectations(reader, key, false);
  }

  private static boolean isTrue(@Nullable Located<Boolean> value) {
    return value != null && value.value();
  }
}
