package dev.slipway.apply;

/** Takes events, from several threads; must return quickly and never throw. */
@FunctionalInterface
public interface EventSink {
  void accept(Event event);
}
