package dev.slipway.sequence;

import dev.slipway.model.Expectation;
import dev.slipway.model.Extraction;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.sequence.Attempt.Failure;
import dev.slipway.sequence.SequenceRunner.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what an action has brought against what its definition says. */
record OutputCheck(Wanted wanted, Expressions expressions) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w.])");

  Attempt judge(Performed performed, List<Secret> hidden) {
    Extractor output = new Extractor(wanted.name(), expressions, performed);
    Map<String, Secret> captured = new HashMap<>();
    List<Secret> toHide = new ArrayList<>(hidden);
    boolean suspicious = false;
    for (Capture capture : wanted.captures()) {
      Optional<Secret> value = output.find(capture.from()).map(Secret::new);
      value.ifPresent(taken -> captured.put(capture.name(), taken));
      if (capture.secret()) {
        value.ifPresent(toHide::add);
        suspicious |= value.isEmpty();
      }
    }
    Redaction redaction = new Redaction(toHide, suspicious);
    return new Attempt(
        performed, captured, failure(performed, output, captured, redaction), redaction);
  }

  private @Nullable Failure failure(
      Performed performed, Extractor output, Map<String, Secret> captured, Redaction redaction) {
    String said = performed.failure();
    if (said != null) {
      return new Failure("sequence/command-failed", said, "", true);
    }
    for (Expectation expected : wanted.expect()) {
      Optional<String> seen = output.find(expected.from());
      if (seen.filter(text -> fits(expected, text)).isEmpty()) {
        return new Failure(
            "sequence/expectation-missed",
            "the output does not show what is expected",
            "Expected is "
                + describe(expected)
                + seen.map(text -> ". Seen was " + redaction.of(text)).orElse(""),
            true);
      }
    }
    for (Capture capture : wanted.captures()) {
      Secret value = captured.get(capture.name());
      if (value == null) {
        return new Failure(
            "sequence/capture-missing",
            "the output does not show \"" + capture.name() + "\"",
            "Looked for is " + describe(capture.from()),
            true);
      }
      String mustMatch = capture.mustMatch();
      if (mustMatch != null && !expressions.compile(mustMatch).matcher(value.reveal()).matches()) {
        return new Failure(
            "sequence/capture-refused",
            "\"" + capture.name() + "\" is not what is expected, and is not used",
            "Expected is " + expressions.describe(mustMatch) + ". " + seen(capture, value),
            false);
      }
    }
    return null;
  }

  private boolean fits(Expectation expected, String seen) {
    return (expected.is() == null || expressions.fill(expected.is()).equals(seen))
        && (expected.matches() == null
            || expressions.compile(expected.matches()).matcher(seen).matches());
  }

  private String describe(Expectation expected) {
    return describe(expected.from())
        + (expected.is() == null ? "" : " to be " + expressions.describe(expected.is()))
        + (expected.matches() == null
            ? ""
            : " to match " + expressions.describe(expected.matches()));
  }

  private String describe(Extraction from) {
    return switch (from) {
      case Extraction.Text text -> expressions.describe(text.pattern());
      case Extraction.JsonPointer(String pointer) -> "JSON " + pointer;
      case Extraction.XPath(String expression) -> "XML " + expression;
      case Extraction.Header(String name) -> "header " + name;
    };
  }

  /** What was seen; of a secret only the addresses in it, which are none. */
  private static String seen(Capture capture, Secret value) {
    if (!capture.secret()) {
      return "Seen was " + value.reveal();
    }
    String addresses =
        ADDRESS
            .matcher(value.reveal())
            .results()
            .map(MatchResult::group)
            .distinct()
            .collect(Collectors.joining(" and "));
    return "What was seen is secret; it names "
        + (addresses.isEmpty() ? "no address" : "the address " + addresses);
  }
}
