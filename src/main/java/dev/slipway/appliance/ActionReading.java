package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepAction.HttpRequest;
import dev.slipway.model.StepAction.Power;
import dev.slipway.model.StepAction.Prompt;
import dev.slipway.model.StepAction.SqlStatement;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a step does: the one of its keys that names an action, and what belongs to it. */
final class ActionReading {
  /** All of them. */
  static final List<String> KINDS =
      List.of("run", "runCapture", "upload", "http", "sql", "guest", "vsphere", "port", "gate");

  /** Those that change nothing by themselves. */
  static final List<String> ASKING = List.of("run", "http", "sql", "guest", "port");

  private static final List<String> OF_COMMANDS = List.of("terminal", "prompts");

  private static final Map<String, Power> POWERS =
      Map.of(
          "powerOn", Power.POWER_ON,
          "powerOff", Power.POWER_OFF,
          "shutDown", Power.SHUT_DOWN,
          "restart", Power.RESTART);

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  ActionReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  /**
   * The action of a step; null, with a diagnostic, when there is not exactly one.
   *
   * @param allowed which kinds it may be of
   */
  @Nullable StepAction read(MappingReader reader, List<String> allowed) {
    List<String> kinds = allowed.stream().filter(kind -> reader.node(kind) != null).toList();
    boolean talks = OF_COMMANDS.stream().filter(key -> reader.node(key) != null).count() > 0;
    StepAction action = null;
    for (String kind : kinds) {
      action = action(kind, reader);
    }
    if (kinds.size() != 1) {
      style.report(
          "bad-step",
          "a step needs exactly one action",
          kinds.isEmpty() ? "" : "It has " + String.join(" and ", kinds) + ".",
          "Give it one of " + String.join(", ", allowed) + ".",
          reader.place());
      return null;
    }
    if (talks && !(action instanceof StepAction.ShellCommand)) {
      style.report("bad-step", "only a command has a terminal and prompts", "", "", reader.place());
    }
    if (allowed.equals(ASKING)) {
      checkAsks(action, reader);
    }
    return action;
  }

  private void checkAsks(@Nullable StepAction action, MappingReader reader) {
    if (action instanceof HttpRequest request && !request.asks()) {
      changingProof("A " + request.method() + " does.", "Ask with GET or HEAD.", "http", reader);
    } else if (action instanceof SqlStatement statement && !statement.asks()) {
      changingProof("This statement may.", "Ask with SELECT or SHOW.", "sql", reader);
    } else if (action instanceof StepAction.GuestUpload) {
      changingProof("An upload does.", "Ask with run.", "guest", reader);
    }
  }

  private void changingProof(String detail, String advice, String key, MappingReader reader) {
    style.report(
        "changing-proof", "a proof must not change anything", detail, advice, reader.keyRange(key));
  }

  private @Nullable StepAction action(String kind, MappingReader reader) {
    return switch (kind) {
      case "run" -> command(reader, texts.template(reader.string("run")), null);
      case "runCapture" -> {
        Located<String> capture = reader.string("runCapture");
        if (capture != null) {
          names.checkCapture(capture, style);
        }
        yield command(reader, null, capture);
      }
      case "upload" -> upload(reader.mapping("upload"));
      case "http" -> {
        MappingReader request = reader.mapping("http");
        yield request == null ? null : new HttpReading(names, texts, style).read(request);
      }
      case "sql" -> {
        MappingReader statement = reader.mapping("sql");
        yield statement == null ? null : new SqlReading(names, texts, style).read(statement);
      }
      case "guest" -> {
        MappingReader guest = reader.mapping("guest");
        yield guest == null ? null : new GuestReading(names, texts, style).read(guest);
      }
      case "vsphere" -> vsphere(reader);
      case "port" -> {
        Located<Integer> port = reader.integer("port", 1, 65_535);
        yield port == null ? null : new StepAction.PortCheck(port.value());
      }
      default -> gate(texts.template(reader.string("gate")));
    };
  }

  private @Nullable StepAction command(
      MappingReader reader, @Nullable Located<String> run, @Nullable Located<String> capture) {
    Located<Boolean> terminal = reader.bool("terminal");
    List<Prompt> prompts = new ArrayList<>();
    for (MappingReader item : reader.mappings("prompts")) {
      Located<String> expect = texts.pattern(item.requireString("expect"));
      Located<String> answer = texts.template(item.requireString("answer"));
      item.rejectUnknownKeys();
      if (expect != null && answer != null) {
        prompts.add(new Prompt(expect.value(), answer.value()));
      }
    }
    if (run == null && capture == null) {
      return null;
    }
    if (run != null && !names.secretsIn(run.value()).isEmpty()) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning(
                      "appliance/secret-argument", "a secret is an argument of this command")
                  .because("Whoever may list the processes of the node can see it while it runs.")
                  .advise("Answer a prompt with it, or upload a file that the command reads.")
                  .at(run.range()));
    }
    return new StepAction.ShellCommand(
        run == null ? null : run.value(),
        capture == null ? null : capture.value(),
        terminal != null && terminal.value(),
        prompts);
  }

  private @Nullable StepAction upload(@Nullable MappingReader reader) {
    if (reader == null) {
      return null;
    }
    StepAction upload = new UploadReading(names, texts, style).read(reader, "to");
    reader.rejectUnknownKeys();
    return upload;
  }

  private @Nullable StepAction vsphere(MappingReader reader) {
    if (!(reader.node("vsphere") instanceof YamlNode.Mapping)) {
      Located<Power> power = reader.choice("vsphere", POWERS);
      return power == null ? null : new StepAction.PowerChange(power.value());
    }
    MappingReader change = reader.mapping("vsphere");
    if (change == null) {
      return null;
    }
    Located<String> taken = texts.template(change.string("snapshot"));
    Located<String> removed = texts.template(change.string("removeSnapshot"));
    change.rejectUnknownKeys();
    if ((taken == null) == (removed == null)) {
      style.report(
          "bad-step",
          "it takes either snapshot or removeSnapshot",
          "",
          "Give it the name of one snapshot.",
          change.place());
      return null;
    }
    return taken == null
        ? new StepAction.SnapshotChange(removed.value(), false)
        : new StepAction.SnapshotChange(taken.value(), true);
  }

  private @Nullable StepAction gate(@Nullable Located<String> instructions) {
    if (instructions == null) {
      return null;
    }
    Set<String> secrets = names.secretsIn(instructions.value());
    if (!secrets.isEmpty()) {
      style.report(
          "secret-printed",
          "the instructions would show a secret",
          "They name " + String.join(", ", secrets) + ".",
          "Say where the person finds it instead.",
          instructions.range());
    }
    return new StepAction.ManualGate(instructions.value());
  }
}
