package dev.slipway.vsphere;

import java.time.Duration;

/**
 * How long to wait for a server.
 *
 * @param connect until the TCP connection stands
 * @param silence until the next byte comes, when the server answers at once
 * @param whole until the last byte of any answer; also the silence that a call may keep which waits
 *     for something to happen ({@code WaitForUpdatesEx})
 */
record Deadlines(Duration connect, Duration silence, Duration whole) {
  static final Deadlines USUAL =
      new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5));

  /** The silence that a call of the method may keep. */
  Duration silenceOf(String method) {
    return method.startsWith("WaitFor") ? whole : silence;
  }
}
