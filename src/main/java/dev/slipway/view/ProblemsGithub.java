package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows problems as workflow commands, which GitHub Actions turns into annotations. */
public final class ProblemsGithub {
  private ProblemsGithub() {}

  /** One line for each problem; files are named from the working directory. */
  public static String render(List<Diagnostic> problems, Path workingDirectory) {
    return problems.stream()
        .map(problem -> render(problem, workingDirectory) + "\n")
        .collect(Collectors.joining());
  }

  private static String render(Diagnostic problem, Path workingDirectory) {
    List<String> properties = new ArrayList<>();
    Optional<ProblemPlace> place = ProblemPlace.of(problem, workingDirectory);
    place.ifPresent(found -> properties.add("file=" + property(found.file())));
    place.flatMap(ProblemPlace::range).ifPresent(range -> properties.addAll(properties(range)));
    properties.add("title=" + property(problem.summary()));
    return "::%s %s::%s"
        .formatted(
            problem.severity() == Severity.NOTE ? "notice" : problem.severity().word(),
            String.join(",", properties),
            data(ProblemPlace.message(problem)));
  }

  /** Columns are shown for places on one line only. */
  private static List<String> properties(SourceRange range) {
    List<String> properties = new ArrayList<>();
    properties.add("line=" + range.line());
    properties.add("endLine=" + range.endLine());
    if (range.line() == range.endLine()) {
      properties.add(1, "col=" + range.column());
      properties.add("endColumn=" + range.endColumn());
    }
    return properties;
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
