package dev.slipway.sequence;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.port.PortException;
import dev.slipway.sequence.Attempt.Failure;
import dev.slipway.sequence.SequenceRunner.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what an action has brought against what its definition says. */
record OutputCheck(Wanted wanted, Expressions expressions) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w.])");

  Attempt judge(Performed performed, List<Secret> hidden) {
    Map<String, Secret> captured = new HashMap<>();
    List<Secret> toHide = new ArrayList<>(hidden);
    boolean suspicious = false;
    for (Capture capture : wanted.captures()) {
      Optional<Secret> value = take(capture, performed.output());
      value.ifPresent(taken -> captured.put(capture.name(), taken));
      if (capture.secret()) {
        value.ifPresent(toHide::add);
        suspicious |= value.isEmpty();
      }
    }
    return new Attempt(
        performed, captured, failure(performed, captured), new Redaction(toHide, suspicious));
  }

  private Optional<Secret> take(Capture capture, String output) {
    Matcher matcher = expressions.compile(capture.pattern()).matcher(output);
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(matcher.group(capture.name())).map(Secret::new);
    } catch (IllegalArgumentException e) {
      throw new PortException(
          Category.USER,
          "sequence/malformed-expression",
          "step \"" + wanted.name() + "\" of the appliance definition is wrong",
          "\"" + capture.pattern() + "\" has no group named \"" + capture.name() + "\"",
          "",
          null);
    }
  }

  private @Nullable Failure failure(Performed performed, Map<String, Secret> captured) {
    String said = performed.failure();
    if (said != null) {
      return new Failure("sequence/command-failed", said, "", true);
    }
    for (String expected : wanted.expect()) {
      if (!expressions.compile(expected).matcher(performed.output()).find()) {
        return new Failure(
            "sequence/expectation-missed",
            "the output does not show what is expected",
            "Expected is " + expressions.describe(expected),
            true);
      }
    }
    for (Capture capture : wanted.captures()) {
      Secret value = captured.get(capture.name());
      if (value == null) {
        return new Failure(
            "sequence/capture-missing",
            "the output does not show \"" + capture.name() + "\"",
            "Looked for is " + expressions.describe(capture.pattern()),
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
