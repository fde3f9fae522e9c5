package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.model.ResourceKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which members of a datastore cluster the VMs to come are made on: each on the one with the most
 * free space, what the VMs before it may grow to taken away. VMs that exist stay where they are.
 *
 * @param placed the desired state with the datastores that were chosen
 * @param reasons why, by name of the VM
 */
record DatastoreChoice(DesiredState placed, Map<String, String> reasons) {
  private static final String DATASTORE = "datastore";
  private static final double GIB = 1L << 30;
  private static final double TIB = 1L << 40;

  DatastoreChoice {
    reasons = Map.copyOf(reasons);
  }

  static DatastoreChoice of(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    List<VmSpec> open =
        desired
            .all(VmSpec.class)
            .filter(vm -> vm.placement().datastore().isEmpty())
            .filter(vm -> CloneChoice.isMade(vm, desired.blueprint(), world))
            .toList();
    List<ObservedDatastore> members = world.datastores().found().orElse(List.of());
    List<ObservedDatastore> candidates =
        members.stream().filter(member -> member.usable() && isReached(member, world)).toList();
    if (open.isEmpty() || world.datastores().found().isEmpty()) {
      return new DatastoreChoice(desired, Map.of());
    }
    if (candidates.isEmpty()) {
      diagnostics.add(none(desired, members, world));
      return new DatastoreChoice(desired, Map.of());
    }
    Map<String, Long> free = new HashMap<>();
    candidates.forEach(
        member -> free.put(member.name(), member.freeBytes() == null ? 0 : member.freeBytes()));
    Map<String, String> chosen = new HashMap<>();
    Map<String, String> reasons = new HashMap<>();
    for (VmSpec vm : open) {
      String best =
          free.entrySet().stream()
              .max(
                  Map.Entry.<String, Long>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
              .orElseThrow()
              .getKey();
      chosen.put(vm.name(), vm.placement().datastoreCluster() + "/" + best);
      long left = free.getOrDefault(best, 0L);
      reasons.put(vm.name(), "most free: " + size(left));
      free.put(best, left - vm.from().options().diskBytes());
    }
    return new DatastoreChoice(
        desired.replacing(resource ->
            resource instanceof VmSpec vm && chosen.containsKey(vm.name())
                ? vm.withPlacement(vm.placement().onDatastore(chosen.get(vm.name())))
                : resource),
        reasons);
  }

  /** The desired state as it is before anything is chosen. */
  static DesiredState undone(DesiredState desired) {
    String declared = desired.placement().datastore();
    return desired.replacing(resource ->
        resource instanceof VmSpec vm
            ? vm.withPlacement(vm.placement().onDatastore(declared))
            : resource);
  }

  /** The same changes, with the reasons beside the datastores that were chosen. */
  List<Change> explain(List<Change> changes) {
    return changes.stream()
        .map(change -> change.address().kind() == ResourceKind.VM ? explain(change) : change)
        .toList();
  }

  private Change explain(Change change) {
    String reason = reasons.get(change.address().name());
    return reason == null
        ? change
        : new Change(
            change.address(),
            change.action(),
            change.impact(),
            change.attributes().stream()
                .map(attribute ->
                    attribute.path().equals(DATASTORE)
                            && attribute.after() instanceof Attribute.Text(String chosen)
                        ? AttributeChange.created(
                            DATASTORE, Attribute.text(chosen + " (" + reason + ")"))
                        : attribute)
                .toList(),
            change.reasons());
  }

  private static Diagnostic none(
      DesiredState desired, List<ObservedDatastore> members, ObservedWorld world) {
    Placement placement = desired.placement();
    List<String> why =
        members.stream()
            .map(member ->
                member.name()
                    + (isReached(member, world)
                        ? " cannot be used now"
                        : " is seen by no host of " + placement.computeResource()))
            .toList();
    return Diagnostic.error(
            Category.ENVIRONMENT,
            "plan/no-usable-datastore",
            "datastore cluster " + placement.datastoreCluster() + " has no datastore to use")
        .because(
            members.isEmpty()
                ? "vCenter shows no datastore in it to this user."
                : String.join("; ", why) + ".")
        .advise("End maintenance, give the hosts access, or name another in the inventory file.")
        .at(desired.origin(Field.DATASTORE, ""));
  }

  private static boolean isReached(ObservedDatastore member, ObservedWorld world) {
    return world
        .cluster()
        .found()
        .map(ObservedCluster::datastores)
        .map(seen -> seen.contains(member.name()))
        .orElse(true);
  }

  private static String size(long bytes) {
    return bytes >= TIB
        ? String.format(Locale.ROOT, "%.1f TiB", bytes / TIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
