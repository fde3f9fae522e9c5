package dev.slipway.sandbox;

import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.sandbox.ApplianceScript.Command;
import dev.slipway.sandbox.ApplianceScript.Guest;
import dev.slipway.sandbox.ApplianceScript.Http;
import dev.slipway.sandbox.ApplianceScript.Personality;
import dev.slipway.sandbox.ApplianceScript.Query;
import dev.slipway.sandbox.ApplianceScript.Route;
import dev.slipway.sandbox.ApplianceScript.Service;
import dev.slipway.sandbox.ApplianceScript.Ssh;
import dev.slipway.sandbox.ApplianceScript.Step;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the script of an appliance and collects what is wrong with it. */
final class ScriptReading {
  private static final int MOST_CPUS = 768;
  private static final int LONGEST_DRAW = 128;
  private static final int SSH = 22;
  private static final int HTTPS = 443;
  private static final int LAST_PORT = 65_535;

  private final Style style;

  private ScriptReading(Diagnostics diagnostics) {
    this.style = Style.verbatim("sandbox", diagnostics);
  }

  /** The script; empty, with diagnostics, when it cannot be used. */
  static Optional<ApplianceScript> read(Path file, Diagnostics diagnostics) {
    YamlNode document = YamlDocument.read(file, diagnostics);
    return document == null
        ? Optional.empty()
        : Optional.ofNullable(new ScriptReading(diagnostics).document(document));
  }

  private @Nullable ApplianceScript document(YamlNode node) {
    MappingReader reader = MappingReader.of(node, style);
    if (reader == null) {
      return null;
    }
    reader.requireChoice("apiVersion", Map.of("slipway/v1", true));
    reader.requireChoice("kind", Map.of("SandboxAppliance", true));
    MappingReader metadata = reader.requireMapping("metadata");
    if (metadata != null) {
      metadata.requireString("name");
      metadata.rejectUnknownKeys();
    }
    MappingReader spec = reader.requireMapping("spec");
    reader.rejectUnknownKeys();
    return spec == null ? null : spec(spec);
  }

  private ApplianceScript spec(MappingReader spec) {
    Located<String> address = spec.string("address");
    List<Personality> personalities = new ArrayList<>();
    spec.mappingMap("personalities")
        .forEach((name, reader) -> {
          personalities.add(new Personality(name, texts(reader, "when")));
          reader.rejectUnknownKeys();
        });
    List<Step> firstPowerOn = steps(spec, "firstPowerOn");
    MappingReader ssh = spec.mapping("ssh");
    List<Http> http = spec.mappings("http").stream().map(this::http).toList();
    MappingReader guest = spec.mapping("guest");
    List<Query> sql = new ArrayList<>();
    for (MappingReader query : spec.mappings("sql")) {
      String on = text(query, "on");
      Located<String> statement = query.requireString("statement");
      List<Step> steps = steps(query, "steps");
      query.rejectUnknownKeys();
      if (statement != null) {
        pattern(statement).ifPresent(pattern -> sql.add(new Query(on, pattern, steps)));
      }
    }
    List<Service> services =
        spec.mappings("services").stream().flatMap(each -> service(each).stream()).toList();
    SandboxOrigins origins = new SandboxOrigins(templates(spec), customizations(spec));
    spec.rejectUnknownKeys();
    return new ApplianceScript(
        address == null ? "" : address.value(),
        personalities,
        firstPowerOn,
        ssh == null ? new Ssh(SSH, "", "", Map.of(), List.of(), List.of()) : ssh(ssh),
        http,
        guest == null ? new Guest(List.of(), List.of()) : guest(guest),
        sql,
        services,
        origins);
  }

  private Optional<Service> service(MappingReader reader) {
    String name = text(reader, "name");
    Located<String> hosts = reader.requireString("hosts");
    List<Step> firstUse = steps(reader, "firstUse");
    List<Http> http = reader.mappings("http").stream().map(this::http).toList();
    reader.rejectUnknownKeys();
    return Optional.ofNullable(hosts)
        .flatMap(this::pattern)
        .map(pattern -> new Service(name, pattern, firstUse, http));
  }

  private static SortedMap<String, String> customizations(MappingReader spec) {
    SortedMap<String, String> types = new TreeMap<>();
    spec.stringMap("customizationSpecifications")
        .forEach((name, type) -> types.put(name, type.value()));
    return types;
  }

  private static SortedMap<String, SandboxOrigins.Template> templates(MappingReader spec) {
    SortedMap<String, SandboxOrigins.Template> templates = new TreeMap<>();
    for (MappingReader reader : spec.mappings("templates")) {
      Located<String> vm = reader.requireString("vm");
      Located<Integer> cpus = reader.integer("cpus", 1, MOST_CPUS);
      Located<Integer> memory = reader.integer("memory", 4, Integer.MAX_VALUE);
      List<String> adapters = reader.strings("adapters").stream().map(Located::value).toList();
      reader.rejectUnknownKeys();
      if (vm != null) {
        templates.put(
            vm.value(),
            new SandboxOrigins.Template(
                cpus == null ? 1 : cpus.value(), memory == null ? 1024 : memory.value(), adapters));
      }
    }
    return templates;
  }

  private Http http(MappingReader reader) {
    Located<Integer> port = reader.integer("port", 1, LAST_PORT);
    Located<Boolean> tls = reader.bool("tls");
    List<Route> routes = new ArrayList<>();
    for (MappingReader route : reader.mappings("routes")) {
      String on = text(route, "on");
      Located<String> method = route.string("method");
      Located<String> path = route.requireString("path");
      Located<String> body = route.string("body");
      List<Step> steps = steps(route, "steps");
      Located<Integer> status = route.integer("status", 200, 599);
      Located<String> type = route.string("type");
      Map<String, String> headers = texts(route, "headers");
      route.rejectUnknownKeys();
      if (path != null) {
        pattern(path)
            .ifPresent(pattern ->
                routes.add(
                    new Route(
                        on,
                        method == null ? "GET" : method.value(),
                        pattern,
                        Optional.ofNullable(body).flatMap(this::pattern).orElse(null),
                        steps,
                        status == null ? 200 : status.value(),
                        type == null ? "text/plain" : type.value(),
                        headers)));
      }
    }
    reader.rejectUnknownKeys();
    return new Http(port == null ? HTTPS : port.value(), tls == null || tls.value(), routes);
  }

  private Ssh ssh(MappingReader reader) {
    List<Command> commands = commands(reader);
    Located<Integer> port = reader.integer("port", 1, LAST_PORT);
    Located<String> key = reader.string("authorizedKey");
    Ssh ssh =
        new Ssh(
            port == null ? SSH : port.value(),
            text(reader, "user"),
            key == null ? "" : key.value(),
            texts(reader, "when"),
            folders(reader),
            commands);
    reader.rejectUnknownKeys();
    return ssh;
  }

  private Guest guest(MappingReader reader) {
    Guest guest = new Guest(folders(reader), commands(reader));
    reader.rejectUnknownKeys();
    return guest;
  }

  private List<Command> commands(MappingReader reader) {
    List<Command> commands = new ArrayList<>();
    for (MappingReader command : reader.mappings("commands")) {
      String on = text(command, "on");
      Located<String> run = command.requireString("run");
      List<Step> steps = steps(command, "steps");
      command.rejectUnknownKeys();
      if (run != null) {
        pattern(run).ifPresent(pattern -> commands.add(new Command(on, pattern, steps)));
      }
    }
    return commands;
  }

  private List<String> folders(MappingReader reader) {
    List<String> folders = new ArrayList<>();
    for (Located<String> folder : reader.strings("folders")) {
      if (folder.value().startsWith("/") && !folder.value().contains("..")) {
        folders.add(folder.value());
      } else {
        style.report("bad-folder", "a folder is an absolute path", "", "", folder.range());
      }
    }
    return folders;
  }

  private static boolean isTrue(@Nullable Located<Boolean> value) {
    return value != null && value.value();
  }

  private Optional<Pattern> pattern(Located<String> expression) {
    try {
      return Optional.of(Pattern.compile(expression.value()));
    } catch (PatternSyntaxException e) {
      style.report(
          "malformed-expression",
          "this is no regular expression",
          String.valueOf(e.getDescription()),
          "",
          expression.range());
      return Optional.empty();
    }
  }

  private List<Step> steps(MappingReader reader, String key) {
    List<Step> steps = new ArrayList<>();
    for (MappingReader step : reader.mappings(key)) {
      Step read = step(step);
      if (read != null) {
        steps.add(read);
      }
      step.rejectUnknownKeys();
    }
    return steps;
  }

  private @Nullable Step step(MappingReader reader) {
    String kind = reader.keys().isEmpty() ? "" : reader.keys().getFirst().value();
    return switch (kind) {
      case "print" -> new Step.Print(text(reader, kind));
      case "fail" -> new Step.Fail(text(reader, kind));
      case "ask" ->
          new Step.Ask(text(reader, kind), text(reader, "accept"), text(reader, "otherwise"));
      case "draw" -> new Step.Draw(lengths(reader));
      case "remember" -> new Step.Remember(texts(reader, kind), isTrue(reader.bool("ofPeer")));
      case "peer" ->
          new Step.Peer(text(reader, kind), text(reader, "personality"), text(reader, "otherwise"));
      case "check" ->
          new Step.Check(text(reader, kind), text(reader, "is"), text(reader, "otherwise"));
      case "table" -> table(reader);
      default -> {
        reader.rejectUnknownKeys();
        style.report(
            "unknown-step",
            "a step must begin with what it does",
            "",
            "Known: ask, check, draw, fail, peer, print, remember, table.",
            reader.range());
        yield null;
      }
    };
  }

  private Step table(MappingReader reader) {
    List<String> row = values(reader, "table");
    List<String> header = reader.has("header") ? values(reader, "header") : null;
    MappingReader of = reader.requireMapping("of");
    String fact = of == null || of.keys().isEmpty() ? "" : of.keys().getFirst().value();
    String is = of == null || fact.isEmpty() ? "" : text(of, fact);
    if (of != null) {
      of.rejectUnknownKeys();
    }
    return new Step.Table(header, fact, is, row);
  }

  private static List<String> values(MappingReader reader, String key) {
    return reader.strings(key).stream().map(Located::value).toList();
  }

  private static Map<String, Integer> lengths(MappingReader reader) {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    MappingReader facts = reader.mapping("draw");
    if (facts != null) {
      for (Located<String> name : facts.keys()) {
        Located<Integer> length = facts.integer(name.value(), 1, LONGEST_DRAW);
        if (length != null) {
          lengths.put(name.value(), length.value());
        }
      }
    }
    return lengths;
  }

  private static String text(MappingReader reader, String key) {
    Located<String> text = reader.requireString(key);
    return text == null ? "" : text.value();
  }

  private static Map<String, String> texts(MappingReader reader, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    reader.stringMap(key).forEach((name, text) -> texts.put(name, text.value()));
    return texts;
  }
}
