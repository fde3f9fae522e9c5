package dev.slipway.model;

import java.util.Optional;

/**
 * What is in vCenter of that which nodes are made from; empty where it was not asked for.
 *
 * @param customization name of the stored customization specification
 */
public record ObservedOrigins(
    Optional<Lookup<ObservedTemplate>> template, Optional<Lookup<String>> customization) {
  /** Nothing was asked for. */
  public static final ObservedOrigins NONE =
      new ObservedOrigins(Optional.empty(), Optional.empty());
}
