package dev.slipway.port;

import dev.slipway.model.ItemName;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import java.util.List;
import java.util.Set;

/**
 * What to read of vCenter.
 *
 * @param placement names datacenter, cluster, datastore, folder and networks
 * @param vms names of the VMs to look for in that folder
 * @param addresses whose holders to look for in that datacenter
 * @param extraConfig keys of advanced settings to read of the VMs
 * @param customAttributes names of custom attributes to read of the VMs
 * @param tagCategories names of the categories of which to read the tags, all and those of the VMs;
 *     with none, nothing is asked about tags
 * @param templates VMs or templates to look for, from which nodes are cloned
 * @param customizations names of the customization specifications to look for
 * @param items of content libraries to look for
 */
public record ObservationQuery(
    Placement placement,
    List<String> vms,
    List<String> addresses,
    Set<String> extraConfig,
    Set<String> customAttributes,
    Set<String> tagCategories,
    Set<VmPath> templates,
    Set<String> customizations,
    Set<ItemName> items) {
  public ObservationQuery {
    vms = List.copyOf(vms);
    addresses = List.copyOf(addresses);
    extraConfig = Set.copyOf(extraConfig);
    customAttributes = Set.copyOf(customAttributes);
    tagCategories = Set.copyOf(tagCategories);
    templates = Set.copyOf(templates);
    customizations = Set.copyOf(customizations);
    items = Set.copyOf(items);
  }

  /** A query that asks for nothing to clone from. */
  public ObservationQuery(
      Placement placement,
      List<String> vms,
      List<String> addresses,
      Set<String> extraConfig,
      Set<String> customAttributes,
      Set<String> tagCategories) {
    this(
        placement,
        vms,
        addresses,
        extraConfig,
        customAttributes,
        tagCategories,
        Set.of(),
        Set.of(),
        Set.of());
  }

  /** A query that asks nothing about tags. */
  public ObservationQuery(
      Placement placement,
      List<String> vms,
      List<String> addresses,
      Set<String> extraConfig,
      Set<String> customAttributes) {
    this(placement, vms, addresses, extraConfig, customAttributes, Set.of());
  }

  /** The same query, which looks for what nodes are cloned from too. */
  public ObservationQuery with(Set<VmPath> newTemplates, Set<String> newCustomizations) {
    return new ObservationQuery(
        placement,
        vms,
        addresses,
        extraConfig,
        customAttributes,
        tagCategories,
        newTemplates,
        newCustomizations,
        items);
  }

  /** The same query, which looks for items of content libraries too. */
  public ObservationQuery withItems(Set<ItemName> newItems) {
    return new ObservationQuery(
        placement,
        vms,
        addresses,
        extraConfig,
        customAttributes,
        tagCategories,
        templates,
        customizations,
        newItems);
  }

  /** A query that reads no advanced settings and custom attributes. */
  public ObservationQuery(Placement placement, List<String> vms, List<String> addresses) {
    this(placement, vms, addresses, Set.of(), Set.of());
  }

  /** A query that looks for no address. */
  public ObservationQuery(Placement placement, List<String> vms) {
    this(placement, vms, List.of());
  }
}
