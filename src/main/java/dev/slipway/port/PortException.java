package dev.slipway.port;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A call to the outside that did not succeed, already put into words for the user.
 *
 * <p>{@code code} is stable, such as {@code vcenter/invalid-login}; {@code summary} names the
 * operation and the object; {@code detail} says what the other side answered.
 */
public final class PortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Category category;
  private final String code;
  private final String summary;
  private final String detail;
  private final String advice;

  public PortException(
      Category category,
      String code,
      String summary,
      String detail,
      String advice,
      @Nullable Throwable cause) {
    super(cause);
    this.category = category;
    this.code = code;
    this.summary = summary;
    this.detail = detail;
    this.advice = advice;
  }

  /** A failure that is worded already. */
  public static PortException of(Diagnostic worded) {
    return new PortException(
        worded.category(), worded.code(), worded.summary(), worded.detail(), worded.advice(), null);
  }

  @Override
  public String getMessage() {
    return detail.isEmpty() ? summary : summary + ": " + detail;
  }

  public Category category() {
    return category;
  }

  public String code() {
    return code;
  }

  /** The same in the form that all problems are shown in. */
  public Diagnostic toDiagnostic() {
    return new Diagnostic(Severity.ERROR, category, code, summary, detail, advice, null);
  }
}
