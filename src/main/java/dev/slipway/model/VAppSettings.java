package dev.slipway.model;

import dev.slipway.model.Setting.Values.Truth;
import dev.slipway.model.Setting.Values.WholeNumber;
import dev.slipway.model.Setting.Values.Words;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a vApp knows of each VM in it, by the names of the data object {@code VAppEntityConfigInfo}.
 * The bounds only keep out slips of the pen.
 */
public final class VAppSettings {
  /** Lower numbers start first and stop last; equal ones go together. */
  public static final String START_ORDER = "startOrder";

  /** Seconds from the start of a VM to that of the next. */
  public static final String START_DELAY = "startDelay";

  /** Whether a VM starts with its vApp at all. */
  public static final String START_ACTION = "startAction";

  private static final WholeNumber SECONDS = new WholeNumber(0, 86_400);

  /** What blueprints declare for all nodes alike. */
  public static final List<Setting> DECLARED =
      List.of(
          Setting.of(START_DELAY, SECONDS),
          Setting.of("waitingForGuest", new Truth()),
          Setting.of("stopAction", Words.of("none", "powerOff", "guestShutdown", "suspend")),
          Setting.of("stopDelay", SECONDS));

  /** With what follows from the order of the nodes. */
  public static final List<Setting> ENTITY =
      Stream.concat(
              Stream.of(
                  Setting.of(START_ORDER, new WholeNumber(0, 1_000)),
                  Setting.of(START_ACTION, Words.of("none", "powerOn"))),
              DECLARED.stream())
          .toList();

  private VAppSettings() {}
}
