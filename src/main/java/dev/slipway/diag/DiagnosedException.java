package dev.slipway.diag;

import java.util.List;

/** Ends a command with problems that are already put into words for the user. */
public final class DiagnosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public DiagnosedException(List<Diagnostic> diagnostics) {
    super(diagnostics.isEmpty() ? "no diagnostics" : diagnostics.getFirst().summary());
    this.diagnostics = List.copyOf(diagnostics);
  }

  public DiagnosedException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
