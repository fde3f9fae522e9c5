package dev.slipway.appliance;

import dev.slipway.blueprint.FileHeader;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.CommandSpec;
import dev.slipway.model.CommandSpec.Capture;
import dev.slipway.model.CommandSpec.Prompt;
import dev.slipway.model.Interpolation;
import dev.slipway.model.SequenceSpec;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one sequence:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Sequence
 * metadata: {name: join}                 # the name of its file
 * spec:
 *   forRole: worker
 *   proof: {title: …, on: primary, run: …, expect: …}
 *   commands:
 *     - name: request-join
 *       title: Ask the primary for the join command
 *       on: primary                      # or node
 *       run: command                     # or runCapture: name
 *       terminal: true
 *       prompts: [{expect: …, answer: "yes"}]
 *       timeout: 30m
 *       attempts: 1
 *       pause: 10s
 *       settle: 0s
 *       captures: [{name: …, pattern: …, secret: true, mustMatch: …}]
 *       expect: …
 * }</pre>
 */
final class SequenceReading {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_ATTEMPTS = 10_000;

  private final Set<String> roles;
  private final ReferenceNames names;
  private final Style style;
  private final Set<String> commandNames = new HashSet<>();
  private final Set<String> captured = new TreeSet<>();

  private SequenceReading(Set<String> roles, ReferenceNames names, Style style) {
    this.roles = roles;
    this.names = names;
    this.style = style;
  }

  static @Nullable SequenceSpec read(
      Path folder,
      Located<String> name,
      Set<String> roles,
      ReferenceNames names,
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
    return header == null ? null : new SequenceReading(roles, names, style).sequence(name, header);
  }

  private @Nullable SequenceSpec sequence(Located<String> name, FileHeader header) {
    if (header.name() != null && !header.name().value().equals(name.value())) {
      style.report(
          "name-differs",
          "the sequence must be named like its file",
          "",
          "",
          header.name().range());
    }
    MappingReader spec = header.spec();
    Located<String> forRole = role(spec, "forRole", roles);
    MappingReader proofReader = spec.requireMapping("proof");
    CommandSpec proof = proofReader == null ? null : command(proofReader, "proof");
    List<CommandSpec> commands = new ArrayList<>();
    for (MappingReader reader : spec.mappings("commands")) {
      CommandSpec command = command(reader, null);
      if (command != null) {
        commands.add(command);
      }
    }
    spec.rejectUnknownKeys();
    return forRole == null || proof == null
        ? null
        : new SequenceSpec(name.value(), forRole.value(), proof, commands);
  }

  /** A command; one with a fixed name cannot be given another. */
  private @Nullable CommandSpec command(MappingReader reader, @Nullable String fixedName) {
    String name = fixedName == null ? commandName(reader) : fixedName;
    Located<String> title = reader.requireString("title");
    Set<String> places = new TreeSet<>(roles);
    places.add("node");
    Located<String> on = role(reader, "on", places);
    Located<String> run = reader.string("run");
    Located<String> runCapture = reader.string("runCapture");
    if ((run == null) == (runCapture == null)) {
      style.report(
          "bad-command",
          "a command needs either \"run\" or \"runCapture\"",
          "",
          "",
          reader.place());
    }
    if (runCapture != null && !captured.contains(runCapture.value())) {
      style.report(
          "unknown-capture",
          "no earlier command captures \"" + runCapture.value() + "\"",
          "",
          Suggestion.among(runCapture.value(), captured),
          runCapture.range());
    }
    boolean terminal = isTrue(reader.bool("terminal"));
    List<Prompt> prompts = prompts(reader);
    Duration timeout = Durations.read(reader, "timeout", TIMEOUT, style);
    Located<Integer> attempts = reader.integer("attempts", 1, MOST_ATTEMPTS);
    Duration pause = Durations.read(reader, "pause", Duration.ZERO, style);
    Duration settle = Durations.read(reader, "settle", Duration.ZERO, style);
    List<Capture> captures = captures(reader);
    List<String> expect = new ArrayList<>();
    for (Located<String> written : reader.strings("expect")) {
      Located<String> pattern = pattern(written);
      if (pattern != null) {
        expect.add(pattern.value());
      }
    }
    reader.rejectUnknownKeys();
    if (name == null || title == null || on == null || (run == null) == (runCapture == null)) {
      return null;
    }
    return new CommandSpec(
        name,
        title.value(),
        on.value(),
        text(run),
        text(runCapture),
        terminal,
        prompts,
        timeout,
        attempts == null ? 1 : attempts.value(),
        pause,
        settle,
        captures,
        expect);
  }

  private @Nullable String commandName(MappingReader reader) {
    Located<String> name = reader.requireString("name");
    if (name != null && !commandNames.add(name.value())) {
      style.report(
          "duplicate-command", "two commands are named " + name.value(), "", "", name.range());
    }
    return text(name);
  }

  private @Nullable Located<String> role(MappingReader reader, String key, Set<String> allowed) {
    Located<String> role = reader.requireString(key);
    if (role != null && !allowed.contains(role.value())) {
      style.report(
          "unknown-role",
          "unknown role \"" + role.value() + "\"",
          "",
          Suggestion.among(role.value(), allowed),
          role.range());
      return null;
    }
    return role;
  }

  private List<Prompt> prompts(MappingReader reader) {
    List<Prompt> prompts = new ArrayList<>();
    for (MappingReader item : reader.mappings("prompts")) {
      Located<String> expect = pattern(item.requireString("expect"));
      Located<String> answer = item.requireString("answer");
      item.rejectUnknownKeys();
      if (expect != null && answer != null) {
        prompts.add(new Prompt(expect.value(), answer.value()));
      }
    }
    return prompts;
  }

  private List<Capture> captures(MappingReader reader) {
    List<Capture> captures = new ArrayList<>();
    for (MappingReader item : reader.mappings("captures")) {
      Located<String> name = item.requireString("name");
      Located<String> pattern = pattern(item.requireString("pattern"));
      boolean secret = isTrue(item.bool("secret"));
      Located<String> mustMatch = pattern(item.string("mustMatch"));
      item.rejectUnknownKeys();
      if (name == null || pattern == null) {
        continue;
      }
      if (!pattern.value().contains("(?<" + name.value() + ">")) {
        style.report(
            "bad-capture",
            "the pattern has no group named \"" + name.value() + "\"",
            "",
            "Enclose the part to keep in (?<" + name.value() + ">…).",
            pattern.range());
      }
      captured.add(name.value());
      captures.add(new Capture(name.value(), pattern.value(), secret, text(mustMatch)));
    }
    return captures;
  }

  /** A regular expression with references, which are quoted when it is used. */
  private @Nullable Located<String> pattern(@Nullable Located<String> written) {
    if (written == null) {
      return null;
    }
    names.check(written, style);
    try {
      Pattern.compile(Interpolation.parse(written.value()).resolve(reference -> "x"));
      return written;
    } catch (PatternSyntaxException e) {
      style.report(
          "bad-pattern",
          "this is not a regular expression",
          e.getDescription() + ".",
          "",
          written.range());
      return null;
    }
  }

  private static boolean isTrue(@Nullable Located<Boolean> value) {
    return value != null && value.value();
  }

  private static @Nullable String text(@Nullable Located<String> located) {
    return located == null ? null : located.value();
  }
}
