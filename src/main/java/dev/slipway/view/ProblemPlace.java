package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a problem is, in the words of tools that review repositories: they know files by paths from
 * the working directory, and cannot look into archives.
 *
 * @param file with slashes; relative to the working directory where that is possible
 * @param range empty when it would be inside of an archive
 */
record ProblemPlace(String file, Optional<SourceRange> range) {
  /** What parts an archive from a file inside of it in the place of a problem. */
  private static final String INSIDE = ".ova!";

  /** Empty when the problem is about no file. */
  static Optional<ProblemPlace> of(Diagnostic problem, Path workingDirectory) {
    return Optional.ofNullable(problem.range()).map(range -> of(range, workingDirectory));
  }

  private static ProblemPlace of(SourceRange range, Path workingDirectory) {
    int inside = range.file().indexOf(INSIDE);
    return inside < 0
        ? new ProblemPlace(relative(range.file(), workingDirectory), Optional.of(range))
        : new ProblemPlace(
            relative(range.file().substring(0, inside + INSIDE.length() - 1), workingDirectory),
            Optional.empty());
  }

  static String relative(String file, Path workingDirectory) {
    Path absolute = workingDirectory.resolve(file).normalize();
    Path shown =
        absolute.startsWith(workingDirectory) ? workingDirectory.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }

  /** Why and how to mend it, with the place where the file alone does not say it. */
  static String message(Diagnostic problem) {
    StringBuilder message = new StringBuilder(problem.summary());
    if (!problem.detail().isEmpty()) {
      message.append('\n').append(problem.detail());
    }
    if (!problem.advice().isEmpty()) {
      message.append('\n').append(problem.advice());
    }
    SourceRange range = problem.range();
    if (range != null && range.file().contains(INSIDE)) {
      message
          .append("\nAt ")
          .append(range.location().substring(range.file().indexOf(INSIDE) + INSIDE.length()));
    }
    return message.toString();
  }
}
