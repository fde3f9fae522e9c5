package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is in vCenter of that which nodes are made from; only what was asked for.
 *
 * @param templates by their path below the VM folder of the datacenter
 * @param customizations types of the stored customization specifications, by name
 * @param items libraries with the items that packages are put into, by {@link ItemName#path}
 */
public record ObservedOrigins(
    SortedMap<String, Lookup<ObservedTemplate>> templates,
    SortedMap<String, Lookup<String>> customizations,
    SortedMap<String, Lookup<ObservedLibrary>> items) {
  /** Nothing was asked for. */
  public static final ObservedOrigins NONE = new ObservedOrigins(Map.of(), Map.of());

  public ObservedOrigins {
    templates = Collections.unmodifiableSortedMap(new TreeMap<>(templates));
    customizations = Collections.unmodifiableSortedMap(new TreeMap<>(customizations));
    items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
  }

  /** What is cloned, in the order of the names. */
  public ObservedOrigins(
      Map<String, Lookup<ObservedTemplate>> templates, Map<String, Lookup<String>> customizations) {
    this(new TreeMap<>(templates), new TreeMap<>(customizations), new TreeMap<>());
  }

  /** The same with items of content libraries. */
  public ObservedOrigins withItems(Map<String, Lookup<ObservedLibrary>> newItems) {
    return new ObservedOrigins(templates, customizations, new TreeMap<>(newItems));
  }

  /** What was seen of an item and its library; empty when it was not asked for. */
  public Optional<Lookup<ObservedLibrary>> item(ItemName name) {
    return Optional.ofNullable(items.get(name.path()));
  }

  /** What was seen of a template; empty when it was not asked for. */
  public Optional<Lookup<ObservedTemplate>> template(VmPath path) {
    return Optional.ofNullable(templates.get(path.pathInFolder()));
  }

  /** What was seen of a customization specification; empty when it was not asked for. */
  public Optional<Lookup<String>> customization(@Nullable String name) {
    return name == null ? Optional.empty() : Optional.ofNullable(customizations.get(name));
  }
}
