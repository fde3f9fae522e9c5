package dev.slipway.view;

import java.util.List;
import java.util.stream.Stream;

/** What came of testing appliance definitions. */
public record KitReport(List<Definition> definitions) {
  public KitReport {
    definitions = List.copyOf(definitions);
  }

  /**
   * One definition.
   *
   * @param folder as the user named it
   * @param notes what is worth knowing and fails nothing, as sentences
   */
  public record Definition(String folder, List<Case> cases, List<String> notes) {
    public Definition {
      cases = List.copyOf(cases);
      notes = List.copyOf(notes);
    }
  }

  /** One case of a definition, with what was checked, in its order. */
  public record Case(String name, List<Check> checks) {
    public Case {
      checks = List.copyOf(checks);
    }
  }

  /**
   * One thing that must be so.
   *
   * @param detail what was expected and what was seen; empty when it is so
   */
  public record Check(String name, boolean passed, String detail, long milliseconds) {}

  public long passed() {
    return checks().filter(Check::passed).count();
  }

  public long failed() {
    return checks().filter(check -> !check.passed()).count();
  }

  private Stream<Check> checks() {
    return definitions.stream()
        .flatMap(definition -> definition.cases().stream())
        .flatMap(each -> each.checks().stream());
  }
}
