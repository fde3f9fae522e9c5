package dev.slipway.port;

import dev.slipway.model.GuestIdentity;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One VM to be made from another one.
 *
 * @param source a template, or a VM that is off
 * @param adapters networks by the labels of the adapters that are to be in them; the others stay in
 *     the source's
 * @param properties by OVF property key; all values wrapped, so that none can be printed. What is
 *     not in it stays as the source has it
 * @param identity what the guest becomes at its first start; null when it stays as it is
 * @param birthMarks extra configuration that the VM has from its first moment
 */
public record Cloning(
    VmPath vm,
    VmPath source,
    Placement placement,
    Map<String, String> adapters,
    Map<String, Secret> properties,
    @Nullable GuestIdentity identity,
    Map<String, String> birthMarks) {
  public Cloning {
    adapters = Map.copyOf(adapters);
    properties = Map.copyOf(properties);
    birthMarks = Map.copyOf(birthMarks);
  }

  /** A clone that is in the networks of its source, and like it but for properties. */
  public Cloning(
      VmPath vm,
      VmPath source,
      Placement placement,
      Map<String, Secret> properties,
      Map<String, String> birthMarks) {
    this(vm, source, placement, Map.of(), properties, null, birthMarks);
  }
}
