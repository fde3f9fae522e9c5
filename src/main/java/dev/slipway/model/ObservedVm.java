package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A VM as vCenter shows it.
 *
 * @param reference the managed object id, such as {@code vm-42}
 * @param poweredOn {@code runtime.powerState}; a suspended VM is not powered on
 * @param host name of the host it runs or is registered on
 * @param marks custom attributes whose names begin with {@code slipway.}
 * @param birthMarks extra configuration whose keys begin with {@code slipway.}
 * @param properties the vApp properties by key, passwords left out
 * @param toolsStatus {@code guest.toolsRunningStatus}, such as {@code guestToolsRunning}
 * @param addresses all addresses that the guest reports
 * @param settings what blueprints may declare besides the package
 * @param hasSnapshot whether it has the snapshot {@link VmSnapshot#BEFORE_CHANGE}
 * @param placement null when it was not looked at
 */
public record ObservedVm(
    String reference,
    String name,
    boolean poweredOn,
    @Nullable String host,
    Map<String, String> marks,
    Map<String, String> birthMarks,
    Map<String, String> properties,
    @Nullable String toolsStatus,
    List<String> addresses,
    ObservedSettings settings,
    boolean hasSnapshot,
    @Nullable ObservedPlacement placement) {
  public ObservedVm {
    marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    birthMarks = Collections.unmodifiableMap(new TreeMap<>(birthMarks));
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    addresses = List.copyOf(addresses);
  }

  /** A VM whose settings are not known, without a snapshot. */
  public ObservedVm(
      String reference,
      String name,
      boolean poweredOn,
      @Nullable String host,
      Map<String, String> marks,
      Map<String, String> birthMarks,
      Map<String, String> properties,
      @Nullable String toolsStatus,
      List<String> addresses) {
    this(
        reference,
        name,
        poweredOn,
        host,
        marks,
        birthMarks,
        properties,
        toolsStatus,
        addresses,
        ObservedSettings.UNKNOWN,
        false,
        null);
  }

  /** The same VM with other properties. */
  public ObservedVm withProperties(Map<String, String> newProperties) {
    return new ObservedVm(
        reference,
        name,
        poweredOn,
        host,
        marks,
        birthMarks,
        newProperties,
        toolsStatus,
        addresses,
        settings,
        hasSnapshot,
        placement);
  }

  /** The same VM with other settings. */
  public ObservedVm withSettings(ObservedSettings newSettings) {
    return new ObservedVm(
        reference,
        name,
        poweredOn,
        host,
        marks,
        birthMarks,
        properties,
        toolsStatus,
        addresses,
        newSettings,
        hasSnapshot,
        placement);
  }

  /** The same VM, of which is known where it stands. */
  public ObservedVm at(ObservedPlacement seen) {
    return new ObservedVm(
        reference,
        name,
        poweredOn,
        host,
        marks,
        birthMarks,
        properties,
        toolsStatus,
        addresses,
        settings,
        hasSnapshot,
        seen);
  }

  /** The same VM with more marks. */
  public ObservedVm withMarks(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(marks);
    all.putAll(more);
    return new ObservedVm(
        reference,
        name,
        poweredOn,
        host,
        all,
        birthMarks,
        properties,
        toolsStatus,
        addresses,
        settings,
        hasSnapshot,
        placement);
  }

  /** Whether it is a whole VM of that blueprint's node. */
  public boolean belongsTo(String blueprint, String node) {
    return matches(marks, blueprint, node);
  }

  /**
   * Whether it is what remains of a deployment of that node that did not finish: born as ours, and
   * killed before {@link Marks#NODE} was set, the last of {@link Marks#whenComplete}. A clone may
   * still have that mark from its source. Such a VM was never powered on.
   */
  public boolean isHalfMade(String blueprint, String node) {
    return !poweredOn
        && matches(birthMarks, blueprint, node)
        && !node.equals(marks.get(Marks.NODE))
        && blueprint.equals(marks.getOrDefault(Marks.BLUEPRINT, blueprint));
  }

  private static boolean matches(Map<String, String> marks, String blueprint, String node) {
    return blueprint.equals(marks.get(Marks.BLUEPRINT)) && node.equals(marks.get(Marks.NODE));
  }
}
