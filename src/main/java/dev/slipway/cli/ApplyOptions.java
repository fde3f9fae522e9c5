package dev.slipway.cli;

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
