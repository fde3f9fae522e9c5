package dev.slipway.sandbox;

import dev.slipway.diag.Diagnostics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What appliances of the sandbox were asked, for those who test their scripts. Nothing is kept
 * before somebody asks for it, and never what a request said, for it may hold a secret.
 */
public final class AnswerLog {
  private static final String ANSWERED = "answered ";
  private static final String UNANSWERED = "unanswered ";

  private final Path file;

  private AnswerLog(Path file) {
    this.file = file;
  }

  /** The one of the sandbox that keeps its state in a folder. */
  public static AnswerLog in(Path stateFolder) {
    return new AnswerLog(stateFolder.resolve("asked"));
  }

  /** Asks for it to be kept from now on. */
  public void begin() {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "", StandardOpenOption.CREATE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answers of the script that were given, as {@link #answers} names them. */
  public Set<String> answered() {
    return lines(ANSWERED);
  }

  /** What nothing in the script answers. */
  public Set<String> unanswered() {
    return lines(UNANSWERED);
  }

  /**
   * What a script answers: personality, and what the command or request must look like.
   *
   * @param diagnostics gets what is wrong with the script
   */
  public static Set<String> answers(Path scriptFile, Diagnostics diagnostics) {
    Set<String> names = new TreeSet<>();
    ScriptReading.read(scriptFile, diagnostics)
        .ifPresent(script -> {
          Stream.of(script.ssh().commands(), script.guest().commands())
              .flatMap(List::stream)
              .forEach(command -> names.add(name(command)));
          Stream.concat(
                  script.http().stream(),
                  script.services().stream().flatMap(service -> service.http().stream()))
              .flatMap(http -> http.routes().stream())
              .forEach(route -> names.add(name(route)));
        });
    return names;
  }

  void answered(ApplianceScript.Command command) {
    append(ANSWERED + name(command));
  }

  void answered(ApplianceScript.Route route) {
    append(ANSWERED + name(route));
  }

  void unanswered(String personality, String request) {
    append(UNANSWERED + personality + ": " + request);
  }

  private static String name(ApplianceScript.Command command) {
    return (command.on() + ": " + command.run()).replace('\n', ' ');
  }

  private static String name(ApplianceScript.Route route) {
    String body = route.body() == null ? "" : " with " + route.body();
    return (route.on() + ": " + route.method() + " " + route.path() + body).replace('\n', ' ');
  }

  private void append(String line) {
    try {
      if (Files.exists(file)) {
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> lines(String kind) {
    try (Stream<String> lines = Files.lines(file)) {
      Set<String> found = new TreeSet<>();
      lines
          .filter(line -> line.startsWith(kind))
          .map(line -> line.substring(kind.length()))
          .forEach(found::add);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
