package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A resource pool of the cluster.
 *
 * @param path below the root resource pool, {@code ""} for that pool itself
 * @param marks custom attributes whose names begin with {@code slipway.}
 * @param settings by {@link PoolSettings}
 */
public record ObservedPool(String path, Map<String, String> marks, Settings settings) {
  public ObservedPool {
    marks = Collections.unmodifiableMap(new TreeMap<>(marks));
  }
}
