package dev.slipway.cli;

import dev.slipway.port.DocumentRenderer;
import dev.slipway.template.VelocityDocuments;
import dev.slipway.view.PlanHtml;
import dev.slipway.view.PlanJson;
import dev.slipway.view.PlanMarkdown;
import dev.slipway.view.PlanReview;
import picocli.CommandLine.Option;

/** How the commands that show plans show them. */
final class ReviewOptions {
  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  PlanFormat format = PlanFormat.TEXT;

  @Option(
      names = "--limit",
      paramLabel = "github|azure|bitbucket|N",
      defaultValue = "github",
      converter = CommentLimit.Converter.class,
      description =
          "The most characters that markdown may have (default: ${DEFAULT-VALUE}, 65536).")
  private CommentLimit limit = new CommentLimit(65_536);

  /** Prints a plan to standard output. */
  void print(Terminal terminal, CommonOptions common, PlanReview review) {
    switch (format) {
      case TEXT -> new PlanReport(terminal, common).show(review.plan());
      case JSON -> terminal.out().println(PlanJson.render(review.plan()));
      case MARKDOWN, HTML -> terminal.out().print(document(review));
    }
    terminal.out().flush();
  }

  /** The plan as Markdown or, when that is asked for, as a page. */
  String document(PlanReview review) {
    DocumentRenderer documents = new VelocityDocuments();
    return format == PlanFormat.HTML
        ? new PlanHtml(documents).render(review)
        : new PlanMarkdown(documents).render(review, limit.characters());
  }

  /** A command to run next, each word quoted for a shell where that is needed. */
  static String command(String... words) {
    StringBuilder command = new StringBuilder("slipway");
    for (String word : words) {
      command.append(' ').append(shellWord(word));
    }
    return command.toString();
  }

  private static String shellWord(String word) {
    return word.matches("[\\w./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
