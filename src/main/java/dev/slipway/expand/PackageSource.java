package dev.slipway.expand;

import dev.slipway.model.Sha256;
import dev.slipway.ovf.OvfPackage;
import org.jspecify.annotations.Nullable;

/** Tells whether two deployments would begin with the same files and the same choices. */
public final class PackageSource {
  private PackageSource() {}

  /** Digest of the inputs that matter at creation only: {@code VmSpec.source}. */
  public static String of(
      OvfPackage ovfPackage, @Nullable String deploymentOption, @Nullable String diskProvisioning) {
    return Sha256.of(ovfPackage.identity() + "\n" + deploymentOption + "\n" + diskProvisioning);
  }
}
