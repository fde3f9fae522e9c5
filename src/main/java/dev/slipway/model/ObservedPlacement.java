package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a VM stands, as vCenter shows it. What the blueprint's placement names is called as it is
 * called there, and twice if it is called in two ways; everything else by its own name.
 *
 * @param resourcePool {@code ""} for the root resource pool; null when the user may not see it
 * @param datastores all that its files lie on; empty when the user may not see them
 * @param networks all that its adapters are in; empty when the user may not see them
 */
public record ObservedPlacement(
    @Nullable String resourcePool, List<String> datastores, List<String> networks) {
  public ObservedPlacement {
    datastores = datastores.stream().sorted().toList();
    networks = networks.stream().sorted().toList();
  }
}
