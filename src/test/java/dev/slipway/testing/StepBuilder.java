package dev.slipway.testing;

import dev.slipway.model.Expectation;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepAction.Prompt;
import dev.slipway.model.StepAction.ShellCommand;
import dev.slipway.model.StepProof;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes steps of sequences of which only what matters has to be said. */
public final class StepBuilder {
  private final String name;
  private String title;
  private String on = SequenceStep.NODE;
  private StepAction action = shell("true");
  private @Nullable StepProof proof;
  private @Nullable StepAction undo;
  private boolean once;
  private Duration timeout = Duration.ofMinutes(1);
  private int attempts = 1;
  private Duration pause = Duration.ZERO;
  private Duration settle = Duration.ZERO;
  private List<Capture> captures = List.of();
  private List<Expectation> expect = List.of();
  private Set<String> uses = Set.of();

  private StepBuilder(String name) {
    this.name = name;
    this.title = name + " it";
  }

  public static StepBuilder step(String name) {
    return new StepBuilder(name);
  }

  /** A proof by a command over SSH. */
  public static StepProof proof(String on, String run, String... expect) {
    return new StepProof("prove it", on, shell(run), Duration.ofMinutes(1), shown(expect));
  }

  private static List<Expectation> shown(String... patterns) {
    return Stream.of(patterns).map(Expectation::shows).toList();
  }

  /** A command without terminal and questions. */
  public static ShellCommand shell(String run, Prompt... prompts) {
    return new ShellCommand(run, null, prompts.length > 0, List.of(prompts));
  }

  /** A command that was printed before. */
  public static ShellCommand captured(String capture) {
    return new ShellCommand(null, capture, false, List.of());
  }

  public StepBuilder title(String text) {
    this.title = text;
    return this;
  }

  public StepBuilder on(String place) {
    this.on = place;
    return this;
  }

  public StepBuilder action(StepAction what) {
    this.action = what;
    return this;
  }

  public StepBuilder proof(StepProof by) {
    this.proof = by;
    return this;
  }

  public StepBuilder undo(StepAction how) {
    this.undo = how;
    return this;
  }

  public StepBuilder once() {
    this.once = true;
    return this;
  }

  public StepBuilder timeout(Duration limit) {
    this.timeout = limit;
    return this;
  }

  public StepBuilder attempts(int most, Duration between) {
    this.attempts = most;
    this.pause = between;
    return this;
  }

  public StepBuilder settle(Duration time) {
    this.settle = time;
    return this;
  }

  public StepBuilder captures(Capture... taken) {
    this.captures = List.of(taken);
    return this;
  }

  public StepBuilder expect(String... patterns) {
    this.expect = shown(patterns);
    return this;
  }

  public StepBuilder expect(Expectation... wanted) {
    this.expect = List.of(wanted);
    return this;
  }

  /** Names of captures that it cannot do without. */
  public StepBuilder uses(String... names) {
    this.uses = Set.of(names);
    return this;
  }

  public SequenceStep build() {
    return new SequenceStep(
        name, title, on, action, proof, undo, once, timeout, attempts, pause, settle, captures,
        expect, uses);
  }
}
