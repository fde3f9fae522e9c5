package dev.slipway.vsphere;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of folders that are to become locks. They say when they were made, since a folder itself
 * does not, so that what a killed run has left can be told from what another is just making.
 */
final class UnfinishedLock {
  private static final Pattern NAME = Pattern.compile("unfinished ([0-9]{1,18}) [0-9a-f-]{36}");
  private static final Duration ABANDONED = Duration.ofMinutes(15);

  private UnfinishedLock() {}

  static String name(Instant made, UUID unique) {
    return "unfinished " + made.getEpochSecond() + " " + unique;
  }

  static boolean isAbandoned(String name, Instant now) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        && Instant.ofEpochSecond(Long.parseLong(matcher.group(1))).plus(ABANDONED).isBefore(now);
  }
}
