package dev.slipway.model;

import java.util.List;

/**
 * The VM or template that nodes are cloned from.
 *
 * @param marked whether it is a template, and not just a VM
 * @param adapters labels of its network adapters, in their order
 */
public record ObservedTemplate(boolean marked, boolean poweredOn, List<String> adapters) {
  /** What labels of adapters begin with, by which they are told from networks of packages. */
  private static final String LABEL = "network adapter";

  public ObservedTemplate {
    adapters = List.copyOf(adapters);
  }

  /** Whether the name in a mapping of networks is that of an adapter. */
  public static boolean isAdapter(String name) {
    return name.regionMatches(true, 0, LABEL, 0, LABEL.length());
  }
}
