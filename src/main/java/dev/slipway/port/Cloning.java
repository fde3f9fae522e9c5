package dev.slipway.port;

import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import java.util.Map;

/**
 * One VM to be made from another one of the same package.
 *
 * @param source a VM that was never powered on
 * @param properties by OVF property key; all values wrapped, so that none can be printed. What is
 *     not in it stays as the source has it
 * @param birthMarks extra configuration that the VM has from its first moment
 */
public record Cloning(
    VmPath vm,
    VmPath source,
    Placement placement,
    Map<String, Secret> properties,
    Map<String, String> birthMarks) {
  public Cloning {
    properties = Map.copyOf(properties);
    birthMarks = Map.copyOf(birthMarks);
  }
}
