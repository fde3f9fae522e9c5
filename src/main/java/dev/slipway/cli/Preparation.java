package dev.slipway.cli;

import dev.slipway.vsphere.VSphere;
import java.math.BigDecimal;
import java.util.GregorianCalendar;

/** What takes any command a while that connects, done beside the reading of its files. */
final class Preparation {
  private Preparation() {}

  /** Begins on threads of its own; the process does not wait for them. */
  static void start() {
    begin(Preparation::compute);
    begin(VSphere::prepare);
  }

  /**
   * The JDK computes large powers of ten for its first decimal, which is a date in a tar archive,
   * and looks up how a locale counts weeks for its first calendar, which is a date in an answer.
   */
  private static void compute() {
    var unusedDecimal = BigDecimal.TEN.signum();
    var unusedCalendar = new GregorianCalendar();
  }

  private static void begin(Runnable work) {
    Thread.ofPlatform().daemon().name("preparation").start(work);
  }
}
