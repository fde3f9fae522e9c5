package dev.slipway.model;

/**
 * The run that holds a lock.
 *
 * @param run its id, which no other run has
 * @param host the name of its machine
 * @param process its process id there
 * @param command what it does, such as {@code apply}
 */
public record LockHolder(String run, String user, String host, long process, String command) {
  public LockHolder {
    user = onOneLine(user);
    host = onOneLine(host);
    command = onOneLine(command);
  }

  /** Others wrote it, and terminals show it. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\p{Cc}+", " ");
  }

  @Override
  public String toString() {
    return "%s@%s (slipway %s, process %d)".formatted(user, host, command, process);
  }
}
