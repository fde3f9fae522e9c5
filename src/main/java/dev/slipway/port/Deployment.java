package dev.slipway.port;

import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One VM to be made from a package.
 *
 * @param properties by OVF property key; all values wrapped, so that none can be printed
 * @param birthMarks extra configuration that the VM has from its first moment
 */
public record Deployment(
    VmPath vm,
    Placement placement,
    OvfPackage ovfPackage,
    @Nullable String deploymentOption,
    @Nullable String diskProvisioning,
    Map<String, Secret> properties,
    Map<String, String> birthMarks) {
  public Deployment {
    properties = Map.copyOf(properties);
    birthMarks = Map.copyOf(birthMarks);
  }
}
