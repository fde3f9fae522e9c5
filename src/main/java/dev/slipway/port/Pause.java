package dev.slipway.port;

import java.time.Duration;

/** Lets time pass; tests let it pass at once. */
@FunctionalInterface
public interface Pause {
  void pause(Duration duration) throws InterruptedException;
}
