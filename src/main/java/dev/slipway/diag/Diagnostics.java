package dev.slipway.diag;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that the user sees all of them at once. Not safe for several threads. */
public final class Diagnostics {
  private final List<Diagnostic> collected = new ArrayList<>();

  public void add(Diagnostic diagnostic) {
    if (collected.stream().noneMatch(each -> isSame(each, diagnostic))) {
      collected.add(diagnostic);
    }
  }

  /** Most differ in their words already, and a record's own comparison is made at run time. */
  private static boolean isSame(Diagnostic one, Diagnostic other) {
    return one.summary().equals(other.summary()) && one.equals(other);
  }

  public void addAll(Iterable<Diagnostic> diagnostics) {
    diagnostics.forEach(this::add);
  }

  public boolean hasErrors() {
    return collected.stream().anyMatch(Diagnostic::isError);
  }

  /** All that was collected, in the order of its coming. */
  public List<Diagnostic> all() {
    return List.copyOf(collected);
  }

  /**
   * Ends the work when there are errors.
   *
   * @throws DiagnosedException with everything collected so far, warnings included
   */
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new DiagnosedException(all());
    }
  }
}
