package dev.slipway.diag;

import org.jspecify.annotations.Nullable;

/**
 * One problem, told as a colleague would: what, where, why, and how to mend it.
 *
 * @param code a stable name such as {@code blueprint/unknown-key}, for machines to match on
 * @param summary what is wrong, short, without a full stop
 * @param detail why it is wrong, in full sentences; empty when the summary says it all
 * @param advice how to mend it, in full sentences or "Did you mean …?"; empty when unknown
 * @param range where the user wrote it
 */
public record Diagnostic(
    Severity severity,
    Category category,
    String code,
    String summary,
    String detail,
    String advice,
    @Nullable SourceRange range) {

  /** An error whose cause lies in what the user wrote. */
  public static Diagnostic error(String code, String summary) {
    return new Diagnostic(Severity.ERROR, Category.USER, code, summary, "", "", null);
  }

  /** An error of the given category. */
  public static Diagnostic error(Category category, String code, String summary) {
    return new Diagnostic(Severity.ERROR, category, code, summary, "", "", null);
  }

  /** Something to know that stops nothing. */
  public static Diagnostic warning(String code, String summary) {
    return new Diagnostic(Severity.WARNING, Category.USER, code, summary, "", "", null);
  }

  /** Something that nobody has to mend: why a thing is as it is. */
  public static Diagnostic note(String code, String summary) {
    return new Diagnostic(Severity.NOTE, Category.USER, code, summary, "", "", null);
  }

  public Diagnostic because(String newDetail) {
    return new Diagnostic(severity, category, code, summary, newDetail, advice, range);
  }

  public Diagnostic advise(String newAdvice) {
    return new Diagnostic(severity, category, code, summary, detail, newAdvice, range);
  }

  public Diagnostic at(@Nullable SourceRange newRange) {
    return new Diagnostic(severity, category, code, summary, detail, advice, newRange);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
