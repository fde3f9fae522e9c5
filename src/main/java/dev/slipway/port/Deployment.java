package dev.slipway.port;

import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One VM to be made from a package.
 *
 * @param properties by OVF property key; all values wrapped, so that none can be printed
 * @param hiddenProperties keys of properties that the package does not let users configure, and
 *     that are set all the same
 * @param birthMarks extra configuration that the VM has from its first moment
 */
public record Deployment(
    VmPath vm,
    Placement placement,
    OvfPackage ovfPackage,
    @Nullable String deploymentOption,
    @Nullable String diskProvisioning,
    Map<String, Secret> properties,
    Set<String> hiddenProperties,
    Map<String, String> birthMarks) {
  public Deployment {
    properties = Map.copyOf(properties);
    hiddenProperties = Set.copyOf(hiddenProperties);
    birthMarks = Map.copyOf(birthMarks);
  }

  /** A VM with no property set that its package hides. */
  public Deployment(
      VmPath vm,
      Placement placement,
      OvfPackage ovfPackage,
      @Nullable String deploymentOption,
      @Nullable String diskProvisioning,
      Map<String, Secret> properties,
      Map<String, String> birthMarks) {
    this(
        vm,
        placement,
        ovfPackage,
        deploymentOption,
        diskProvisioning,
        properties,
        Set.of(),
        birthMarks);
  }
}
