package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Bindings;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.port.Pause;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.SecretStore;
import dev.slipway.port.TemplateRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the commands of sequences. Holds no state; safe for several threads. */
public final class SequenceRunner {
  private final TemplateRenderer templates;
  private final SecretStore secrets;
  private final Pause pause;

  public SequenceRunner(TemplateRenderer templates, SecretStore secrets, Pause pause) {
    this.templates = templates;
    this.secrets = secrets;
    this.pause = pause;
  }

  /**
   * Asks a proof once, whatever its number of attempts.
   *
   * @throws PortException when the node cannot be asked, or the definition is wrong
   */
  public Outcome prove(CommandSpec proof, Bindings bindings, RemoteShell shell)
      throws InterruptedException {
    Attempt attempt = attempt(proof, bindings, Captures.none(), shell);
    return attempt.failure() == null
        ? new Outcome.Satisfied()
        : new Outcome.Unsatisfied(attempt.inOneLine());
  }

  /**
   * Runs a command until it succeeds, as often as it may be tried, and lets things settle then. A
   * capture that is refused ends it at once, since the next would be the same.
   *
   * @throws PortException when it does not succeed, with the last lines it printed
   */
  public Captured run(CommandSpec command, Bindings bindings, Captures soFar, RemoteShell shell)
      throws InterruptedException {
    for (int number = 1; ; number++) {
      Attempt attempt = attempt(command, bindings, soFar, shell);
      Attempt.Failure failure = attempt.failure();
      if (failure == null) {
        if (command.settle().isPositive()) {
          pause.pause(command.settle());
        }
        return new Captured(soFar.with(attempt.captured()), number);
      }
      if (number == command.attempts() || !failure.mayPass()) {
        throw attempt.exception(command, failure, number);
      }
      pause.pause(command.pause());
    }
  }

  private Attempt attempt(CommandSpec command, Bindings bindings, Captures soFar, RemoteShell shell)
      throws InterruptedException {
    Map<String, Secret> values = new TreeMap<>();
    List<Secret> hidden = new ArrayList<>(soFar.values().values());
    bindings
        .values()
        .forEach((name, value) -> {
          Secret resolved = secrets.resolve(value);
          values.put(name, resolved);
          if (value instanceof Value.Confidential) {
            hidden.add(resolved);
          }
        });
    Expressions expressions = new Expressions(command.name(), bindings, values);
    RemoteShell.Result result = shell.run(request(command, values, expressions, soFar));
    return new OutputCheck(command, expressions).judge(result, hidden);
  }

  private RemoteShell.Command request(
      CommandSpec command, Map<String, Secret> values, Expressions expressions, Captures soFar) {
    return new RemoteShell.Command(
        text(command, values, soFar),
        command.terminal(),
        command.prompts().stream()
            .map(prompt ->
                new RemoteShell.Answer(
                    expressions.compile(prompt.expect()),
                    templates.renderText(command.name(), prompt.answer(), values)))
            .toList(),
        command.timeout());
  }

  private Secret text(CommandSpec command, Map<String, Secret> values, Captures soFar) {
    String run = command.run();
    if (run != null) {
      return templates.renderCommand(command.name(), run, values);
    }
    String name = String.valueOf(command.runCapture());
    return soFar
        .get(name)
        .orElseThrow(() ->
            new PortException(
                Category.USER,
                "sequence/capture-missing",
                "command \"" + command.name() + "\" of the appliance definition is wrong",
                "It runs the capture \"" + name + "\", which no command before it takes",
                "",
                null));
  }
}
