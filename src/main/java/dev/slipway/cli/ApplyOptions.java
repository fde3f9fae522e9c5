package dev.slipway.cli;

import dev.slipway.appliance.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of the commands that change something. */
final class ApplyOptions {
  @Option(names = "--auto-approve", description = "Do not ask before changing anything.")
  boolean autoApprove;

  @Option(
      names = "--allow-restart",
      description = "Let nodes be restarted without asking, where a change needs it.")
  boolean allowRestart;

  @Option(
      names = "--parallelism",
      defaultValue = "4",
      converter = Parallelism.class,
      paramLabel = "N",
      description = "How many steps may be under way at once (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(
      names = "--parallel-uploads",
      defaultValue = "2",
      converter = Parallelism.class,
      paramLabel = "N",
      description =
          "How many of them may be uploads of packages, which share one line (default:"
              + " ${DEFAULT-VALUE}).")
  int parallelUploads;

  @Option(
      names = "--lock-timeout",
      defaultValue = "0s",
      converter = LengthOfTime.class,
      paramLabel = "DURATION",
      description =
          "How long to wait while another run holds the lock, such as 30s or 10m (default:"
              + " ${DEFAULT-VALUE}, which fails at once).")
  Duration lockTimeout = Duration.ZERO;

  @Option(
      names = "--from-step",
      paramLabel = "STEP",
      description =
          "Begin a sequence with this step, such as membership/app-lon-2:join, and leave out those"
              + " before it.")
  @Nullable String fromStep;

  /** A whole number with its unit. */
  static final class LengthOfTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String written) {
      return Durations.parse(written)
          .orElseThrow(() ->
              new TypeConversionException(
                  "expected a length of time such as 30s or 10m but was '" + written + "'"));
    }
  }

  /** A whole number from 1 on. */
  static final class Parallelism implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String written) {
      if (!written.matches("[1-9][0-9]{0,3}")) {
        throw new TypeConversionException(
            "expected a whole number from 1 to 9999 but was '" + written + "'");
      }
      return Integer.valueOf(written);
    }
  }
}
