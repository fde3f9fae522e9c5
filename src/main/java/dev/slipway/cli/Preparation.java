package dev.slipway.cli;

import dev.slipway.vsphere.VSphere;

/** What takes any command a while that connects, done beside the reading of its files. */
final class Preparation {
  private Preparation() {}

  /**
   * Begins on a thread of its own, for which the process does not wait. One thread, since main and
   * the compiler are busy too: what has to wait longest for the processor is what comes first.
   */
  static void start() {
    Thread.ofPlatform().daemon().name("preparation").start(VSphere::prepare);
  }
}
