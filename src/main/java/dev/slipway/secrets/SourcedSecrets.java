package dev.slipway.secrets;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Interpolation.Reference;
import dev.slipway.model.Secret;
import dev.slipway.model.SecretSource;
import dev.slipway.model.Value;
import dev.slipway.port.PortException;
import dev.slipway.port.SecretStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Secrets from the sources that an inventory file declares, tried in their order. Each is read once
 * and then remembered. Safe for several threads.
 */
public final class SourcedSecrets implements SecretStore {
  private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(30);

  private final Map<String, Located<List<SecretSource>>> declared;
  private final Map<String, String> environment;
  private final GeneratedSecrets generated;
  private final SecretCommand command;
  private final Consumer<Secret> resolved;
  private final Map<String, String> known = new HashMap<>();

  /**
   * Makes a store that has read nothing yet.
   *
   * @param declared the sources by name of the secret
   * @param generatedFile where generated secrets are kept; made when the first is needed
   * @param resolved told of every value before it is used, so that it can be kept out of outputs
   */
  public SourcedSecrets(
      Map<String, Located<List<SecretSource>>> declared,
      Map<String, String> environment,
      Path generatedFile,
      Consumer<Secret> resolved) {
    this.declared = Map.copyOf(declared);
    this.environment = Map.copyOf(environment);
    this.generated = new GeneratedSecrets(generatedFile);
    this.command = new SecretCommand(environment, COMMAND_DEADLINE);
    this.resolved = resolved;
  }

  @Override
  public Secret resolve(Value value) {
    return switch (value) {
      case Value.Plain(String text) -> new Secret(text);
      case Value.Confidential(String template) -> {
        Secret secret = new Secret(Interpolation.parse(template).resolve(this::lookUp));
        if (!secret.reveal().isEmpty()) {
          resolved.accept(secret);
        }
        yield secret;
      }
    };
  }

  /**
   * What can be told of secrets without getting them: those whose sources are all environment
   * variables and files, and none of these is there. No command is run.
   *
   * @param names the secrets that are needed; undeclared ones are passed over
   */
  public static List<Diagnostic> missing(
      Collection<String> names,
      Map<String, Located<List<SecretSource>>> declared,
      Map<String, String> environment) {
    List<Diagnostic> missing = new ArrayList<>();
    for (String name : names) {
      Located<List<SecretSource>> sources = declared.get(name);
      if (sources != null
          && sources.value().stream().noneMatch(source -> mayGive(source, environment))) {
        missing.add(
            Diagnostic.error(
                    "inventory/unavailable-secret", "no source has the secret \"" + name + "\"")
                .because(
                    "Looked for "
                        + String.join(
                            " and ",
                            sources.value().stream().map(SourcedSecrets::describe).toList())
                        + ".")
                .advise("Provide one of them, or name another source.")
                .at(sources.range()));
      }
    }
    return missing;
  }

  private static boolean mayGive(SecretSource source, Map<String, String> environment) {
    return switch (source) {
      case SecretSource.Environment(String variable) ->
          !environment.getOrDefault(variable, "").isEmpty();
      case SecretSource.File(Path path) -> Files.isReadable(path);
      case SecretSource.Command ignored -> true;
      case SecretSource.Generate ignored -> true;
    };
  }

  private static String describe(SecretSource source) {
    return switch (source) {
      case SecretSource.Environment(String variable) -> "the environment variable " + variable;
      case SecretSource.File(Path path) -> "the file " + path;
      case SecretSource.Command ignored -> "the output of the command";
      case SecretSource.Generate ignored -> "the generated value";
    };
  }

  private synchronized String lookUp(Reference reference) {
    String value = known.computeIfAbsent(reference.name(), this::obtain);
    String written = reference.escape().apply(value);
    if (!written.equals(value)) {
      resolved.accept(new Secret(written));
    }
    return written;
  }

  private String obtain(String name) {
    Located<List<SecretSource>> sources = declared.get(name);
    if (sources == null) {
      throw new PortException(
          Category.USER,
          "secrets/undeclared",
          "the inventory file declares no secret \"" + name + "\"",
          "",
          Suggestion.among(name, declared.keySet()),
          null);
    }
    List<String> failures = new ArrayList<>();
    for (SecretSource source : sources.value()) {
      try {
        String value = obtain(name, source);
        if (!value.isEmpty()) {
          resolved.accept(new Secret(value));
          return value;
        }
        failures.add(describe(source) + " is empty");
      } catch (NoValueException e) {
        failures.add(describe(source) + " " + e.getMessage());
      }
    }
    throw new PortException(
        Category.ENVIRONMENT,
        "secrets/unavailable",
        "no source has the secret \"" + name + "\"",
        String.join("; ", failures),
        "Its sources are declared at " + sources.range().location() + "; provide one of them.",
        null);
  }

  private String obtain(String name, SecretSource source) throws NoValueException {
    return switch (source) {
      case SecretSource.Environment(String variable) -> {
        String value = environment.get(variable);
        if (value == null) {
          throw new NoValueException("is not set");
        }
        yield value;
      }
      case SecretSource.File(Path path) -> read(path);
      case SecretSource.Command(String text) -> withoutLineBreak(command.run(text));
      case SecretSource.Generate(int length) -> generated.get(name, length);
    };
  }

  private static String read(Path path) throws NoValueException {
    try {
      return withoutLineBreak(Files.readString(path, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new NoValueException(Files.exists(path) ? "cannot be read" : "does not exist");
    }
  }

  private static String withoutLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
