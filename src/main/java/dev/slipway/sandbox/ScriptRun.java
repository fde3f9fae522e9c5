package dev.slipway.sandbox;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.sandbox.ApplianceScript.Command;
import dev.slipway.sandbox.ApplianceScript.Query;
import dev.slipway.sandbox.ApplianceScript.Route;
import dev.slipway.sandbox.ApplianceScript.Step;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Lets one VM do what its script says. */
final class ScriptRun {
  private static final int FAILED = 1;
  private static final int INTERNAL_ERROR = 500;
  private static final int COMMAND_NOT_FOUND = 127;
  private static final String DRAWN = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final MachineStore store;
  private final TemplateRenderer templates;
  private final String machine;
  private final Conversation conversation;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Secret> values = new HashMap<>();

  ScriptRun(
      MachineStore store, TemplateRenderer templates, String machine, Conversation conversation) {
    this.store = store;
    this.templates = templates;
    this.machine = machine;
    this.conversation = conversation;
  }

  /**
   * Lets scripts know what came with a request.
   *
   * @param request by name
   */
  ScriptRun about(Map<String, String> request) {
    request.forEach((name, text) -> put("request." + name, text));
    return this;
  }

  /** Runs the first command of the script that is the given one; returns its exit status. */
  int runCommand(List<Command> commands, String text) throws IOException {
    String personality = self().personality();
    for (Command command : commands) {
      Matcher matcher = command.run().matcher(text.strip());
      if (command.on().equals(personality) && matcher.matches()) {
        store.asked().answered(command);
        putArguments(matcher);
        return runOrTell(command.steps());
      }
    }
    String program = text.strip().split("\\s", 2)[0];
    store.asked().unanswered(personality, program);
    conversation.printError("bash: " + program + ": command not found\n");
    return COMMAND_NOT_FOUND;
  }

  /** How a request was answered; its body is what was printed. */
  record Answer(int status, String type, Map<String, String> headers) {}

  /**
   * Runs the first route that a request is for; null when there is none.
   *
   * @param path with the query
   */
  @Nullable Answer answer(List<Route> routes, String method, String path) throws IOException {
    Machine self = self();
    String sent = values.containsKey("request.body") ? values.get("request.body").reveal() : "";
    for (Route route : routes) {
      Matcher matcher = route.path().matcher(path);
      Matcher body = route.body() == null ? null : route.body().matcher(sent);
      if (route.on().equals(self.personality())
          && route.method().equals(method)
          && matcher.matches()
          && (body == null || body.matches())) {
        store.asked().answered(route);
        putArguments(matcher);
        if (body != null) {
          putArguments(body);
        }
        boolean failed = runOrTell(route.steps()) != 0;
        Map<String, String> headers = new HashMap<>();
        if (!failed) {
          putAll("self", self());
          route.headers().forEach((name, text) -> headers.put(name, render(text)));
        }
        return new Answer(
            failed ? INTERNAL_ERROR : route.status(),
            failed ? "text/plain" : route.type(),
            headers);
      }
    }
    store.asked().unanswered(self.personality(), method + " " + path.split("\\?", 2)[0]);
    return null;
  }

  /** Runs the first query of the script that a statement is; returns its exit status. */
  int runStatement(List<Query> queries, String statement) throws IOException {
    String personality = self().personality();
    for (Query query : queries) {
      Matcher matcher = query.statement().matcher(statement);
      if (query.on().equals(personality) && matcher.matches()) {
        putArguments(matcher);
        return runOrTell(query.steps());
      }
    }
    conversation.printError("the script of the sandbox has no such statement: " + statement + "\n");
    return FAILED;
  }

  private void putArguments(Matcher matched) {
    matched.namedGroups().forEach((name, group) -> put("arguments." + name, matched.group(group)));
  }

  /** Fails with what is wrong with the script, where its author sees it. */
  private int runOrTell(List<Step> steps) throws IOException {
    try {
      return runSteps(steps);
    } catch (PortException e) {
      Diagnostic wrong = e.toDiagnostic();
      conversation.printError(
          ("sandbox.yaml is wrong here: " + wrong.detail() + ". " + wrong.advice()).strip() + "\n");
      return FAILED;
    }
  }

  /** Runs steps until the first that fails; returns the exit status. */
  int runSteps(List<Step> steps) throws IOException {
    for (Step step : steps) {
      putAll("self", self());
      if (!run(step)) {
        return FAILED;
      }
    }
    return 0;
  }

  private boolean run(Step step) throws IOException {
    return switch (step) {
      case Step.Print(String text) -> {
        conversation.print(line(text));
        yield true;
      }
      case Step.Fail(String text) -> fail(text);
      case Step.Ask(String question, String accept, String otherwise) -> {
        conversation.print(render(question));
        yield render(accept).equals(conversation.readLine()) || fail(otherwise);
      }
      case Step.Draw(Map<String, Integer> lengths) -> {
        Map<String, String> drawn = new HashMap<>();
        lengths.forEach((fact, length) -> drawn.put(fact, draw(length)));
        remember(machine, drawn);
        yield true;
      }
      case Step.Remember(Map<String, String> facts, boolean ofPeer) -> {
        Map<String, String> rendered = new HashMap<>();
        facts.forEach((fact, text) -> rendered.put(fact, render(text)));
        remember(ofPeer ? render("$peer.name") : machine, rendered);
        yield true;
      }
      case Step.Peer(String address, String personality, String otherwise) -> {
        String wanted = render(address);
        yield store
                .findRunning(peer ->
                    (peer.address().equals(wanted) || peer.name().equals(wanted))
                        && peer.personality().equals(personality))
                .map(peer -> putAll("peer", peer))
                .isPresent()
            || fail(otherwise);
      }
      case Step.Check(String value, String is, String otherwise) ->
          render(value).equals(render(is)) || fail(otherwise);
      case Step.Table table -> {
        conversation.print(Columns.align(rows(table)));
        yield true;
      }
    };
  }

  private List<List<String>> rows(Step.Table table) {
    List<List<String>> rows = new ArrayList<>();
    if (table.header() != null) {
      rows.add(table.header());
    }
    String wanted = render(table.is());
    for (Machine found : store.read().values()) {
      if (wanted.equals(found.facts().get(table.fact()))) {
        putAll("machine", found);
        rows.add(table.row().stream().map(this::render).toList());
      }
    }
    return rows;
  }

  private boolean fail(String text) throws IOException {
    conversation.printError(line(text));
    return false;
  }

  private void remember(String vm, Map<String, String> facts) {
    store.update(machines -> machines.computeIfPresent(vm, (name, known) -> known.with(facts)));
  }

  private Machine self() {
    return store.find(machine).orElseThrow();
  }

  private Machine putAll(String prefix, Machine seen) {
    seen.values().forEach((name, value) -> put(prefix + "." + name, value));
    return seen;
  }

  private void put(String name, @Nullable String value) {
    values.put(name, new Secret(value == null ? "" : value));
  }

  private String line(String template) {
    return render(template).stripTrailing() + "\n";
  }

  private String render(String template) {
    return templates.renderText("sandbox", template, values).reveal();
  }

  private String draw(int length) {
    return random
        .ints(length, 0, DRAWN.length())
        .collect(
            StringBuilder::new,
            (text, index) -> text.append(DRAWN.charAt(index)),
            StringBuilder::append)
        .toString();
  }
}
