package dev.slipway.model;

import java.util.Set;

/**
 * The settings of resource pools: shares as {@code low}, {@code normal}, {@code high} or digits.
 */
public final class PoolSettings {
  public static final String CPU_SHARES = "cpuShares";
  public static final String MEMORY_SHARES = "memoryShares";

  /** The shares that have a name. */
  public static final Set<String> LEVELS = Set.of("low", "normal", "high");

  private PoolSettings() {}
}
