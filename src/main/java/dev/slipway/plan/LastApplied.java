package dev.slipway.plan;

import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Address;
import dev.slipway.model.Desired.DrsOverrideSpec;
import dev.slipway.model.Desired.HaOverrideSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.Sha256;
import dev.slipway.model.VmPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the last proven apply brought about, kept as the mark {@link Marks#APPLIED} on each VM: a
 * short fingerprint of every value that was declared for the VM's own resources and for those of
 * the cluster. A difference whose wanted value is among them was made outside (drift); any other is
 * the blueprint's. The mark holds no value, so no secret, and grows with the settings of one node,
 * not with the number of nodes.
 */
public final class LastApplied {
  private static final int FINGERPRINT_LENGTH = 6;

  private final DesiredState desired;

  /** What is declared for each resource, whatever is observed. */
  private final Map<Address, Change> declared = new LinkedHashMap<>();

  /** The nodes that resources belong to; those of the whole cluster are left out. */
  private final Map<Address, String> owners = new HashMap<>();

  /** Our VMs by the name of their node. */
  private final SortedMap<String, ObservedVm> own = new TreeMap<>();

  private LastApplied(DesiredState desired) {
    this.desired = desired;
  }

  /** Reads what the marks of our VMs say. */
  public static LastApplied of(DesiredState desired, ObservedWorld world) {
    LastApplied applied = new LastApplied(desired);
    Planner.compare(DatastoreChoice.undone(desired), nothing(), CloneChoice.NONE, new Diagnostics())
        .forEach(change -> applied.declared.put(change.address(), change));
    desired.all(VmSpec.class).forEach(vm -> applied.owners.put(vm.address(), vm.name()));
    desired
        .all(HaOverrideSpec.class)
        .forEach(override -> applied.owners.put(override.address(), override.vm().name()));
    desired
        .all(DrsOverrideSpec.class)
        .forEach(override -> applied.owners.put(override.address(), override.vm().name()));
    desired
        .all(NodeSequenceSpec.class)
        .forEach(
            nodeSequence -> applied.owners.put(nodeSequence.address(), nodeSequence.node().name()));
    world.vms().values().stream()
        .filter(vm -> vm.belongsTo(desired.blueprint(), vm.name()))
        .forEach(vm -> applied.own.put(vm.name(), vm));
    return applied;
  }

  /**
   * The marks to be set now that all is as the blueprint wants, without those that are right
   * already; none when all of the blueprint was not looked at.
   */
  public Map<VmPath, String> marks() {
    Map<VmPath, String> marks = new LinkedHashMap<>();
    if (!desired.whole()) {
      return marks;
    }
    for (VmSpec spec : desired.all(VmSpec.class).toList()) {
      ObservedVm vm = own.get(spec.name());
      String mark = mark(spec.name());
      if (vm != null && !mark.equals(vm.marks().get(Marks.APPLIED))) {
        marks.put(spec.path(), mark);
      }
    }
    return marks;
  }

  private String mark(String node) {
    return declared.values().stream()
        .filter(change -> node.equals(owners.getOrDefault(change.address(), node)))
        .flatMap(change -> fingerprints(change).stream())
        .sorted()
        .distinct()
        .collect(Collectors.joining("", allNodes(), ""));
  }

  /** The same changes, with those told apart that only undo what was done outside. */
  List<Change> explain(List<Change> changes) {
    return changes.stream().map(this::explain).toList();
  }

  private Change explain(Change change) {
    return switch (change.action()) {
      case CREATE -> explainMissing(change);
      case UPDATE, BLOCKED -> explainDifferences(change);
      case REPLACE, DELETE, NONE -> change;
    };
  }

  private Change explainMissing(Change change) {
    String owner = owners.get(change.address());
    boolean goneWithItsVm = owner != null && !own.containsKey(owner);
    boolean removed =
        goneWithItsVm ? recordedAnywhere().contains(allNodes()) : isRecorded(change.address());
    return removed
        ? change.explained(
            change.attributes().stream().map(AttributeChange::asDrift).toList(),
            "it was there after the last apply, and was removed outside")
        : change;
  }

  private Change explainDifferences(Change change) {
    List<AttributeChange> attributes =
        change.attributes().stream()
            .map(attribute -> isDrift(change, attribute) ? attribute.asDrift() : attribute)
            .toList();
    String drifted =
        attributes.stream()
            .filter(AttributeChange::drift)
            .map(AttributeChange::path)
            .collect(Collectors.joining(", "));
    return drifted.isEmpty()
        ? change
        : change.explained(attributes, "changed outside since the last apply: " + drifted);
  }

  /** What is always wanted, such as power, is judged with the resource that it belongs to. */
  private boolean isDrift(Change change, AttributeChange attribute) {
    if (attribute.path().equals(VmDiffer.SNAPSHOT)) {
      return false;
    }
    return Optional.ofNullable(declared.get(change.address()))
        .filter(whole -> !isFingerprintedAsWhole(whole))
        .flatMap(whole ->
            whole.attributes().stream()
                .filter(entry -> entry.path().equals(attribute.path()))
                .findFirst())
        .map(entry -> recorded(change.address()).containsAll(fingerprint(change, entry).toList()))
        .orElseGet(() -> isRecorded(change.address()));
  }

  private boolean isRecorded(Address address) {
    Change whole = declared.get(address);
    Set<String> fingerprints = whole == null ? Set.of() : fingerprints(whole);
    return !fingerprints.isEmpty() && recorded(address).containsAll(fingerprints);
  }

  private Set<String> recorded(Address address) {
    String owner = owners.get(address);
    if (owner == null) {
      return recordedAnywhere();
    }
    ObservedVm vm = own.get(owner);
    return vm == null ? Set.of() : recordedOn(vm);
  }

  private Set<String> recordedAnywhere() {
    return own.values().stream().flatMap(vm -> recordedOn(vm).stream()).collect(Collectors.toSet());
  }

  private static Set<String> recordedOn(ObservedVm vm) {
    String mark = vm.marks().getOrDefault(Marks.APPLIED, "");
    Set<String> fingerprints = new HashSet<>();
    for (int end = FINGERPRINT_LENGTH; end <= mark.length(); end += FINGERPRINT_LENGTH) {
      fingerprints.add(mark.substring(end - FINGERPRINT_LENGTH, end));
    }
    return fingerprints;
  }

  /** The fingerprint by which those that remain tell that a node existed. */
  private String allNodes() {
    return fingerprint(
        desired.nodes().stream().map(NodeTarget::name).sorted().collect(Collectors.joining("\n")));
  }

  private static Set<String> fingerprints(Change change) {
    if (isFingerprintedAsWhole(change)) {
      return Set.of(
          fingerprint(
              change.attributes().stream()
                  .flatMap(attribute -> words(attribute).stream())
                  .collect(Collectors.joining("\n", change.address() + "\n", ""))));
    }
    return change.attributes().stream()
        .flatMap(attribute -> fingerprint(change, attribute))
        .collect(Collectors.toSet());
  }

  /** A VM has many attributes, and none of them can be changed without the others. */
  private static boolean isFingerprintedAsWhole(Change change) {
    return change.address().kind() == ResourceKind.VM;
  }

  private static Stream<String> fingerprint(Change change, AttributeChange attribute) {
    return words(attribute).stream().map(words -> fingerprint(change.address() + "\n" + words));
  }

  /** Empty when there is no value that is known before and after an apply. */
  private static Optional<String> words(AttributeChange attribute) {
    return switch (attribute.after()) {
      case Attribute.Text(String text) -> Optional.of(attribute.path() + "\n" + text);
      case Attribute.Listing(List<String> items) ->
          Optional.of(attribute.path() + "\n" + String.join("\n", items));
      case Attribute.Sensitive sensitive -> Optional.empty();
      case Attribute.KnownAfterApply unknown -> Optional.empty();
      case Attribute.Absent absent -> Optional.empty();
    };
  }

  private static String fingerprint(String text) {
    return Sha256.of(text).substring(0, FINGERPRINT_LENGTH);
  }

  private static Observed nothing() {
    return new Observed(
        new ObservedWorld(
            new Lookup.Missing<>(List.of()),
            new Lookup.Missing<>(List.of()),
            new Lookup.Missing<>(List.of()),
            new Lookup.Missing<>(List.of()),
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>(),
            List.of(),
            Optional.empty()),
        new TreeMap<>());
  }
}
