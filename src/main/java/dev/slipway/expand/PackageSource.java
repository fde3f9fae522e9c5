package dev.slipway.expand;

import dev.slipway.model.Sha256;
import org.jspecify.annotations.Nullable;

/** Tells whether two deployments would begin with the same files and the same choices. */
public final class PackageSource {
  private PackageSource() {}

  /**
   * Digest of the inputs that matter at creation only: {@code VmSpec.source}.
   *
   * @param identity what stands for the files of the package
   */
  public static String of(
      String identity, @Nullable String deploymentOption, @Nullable String diskProvisioning) {
    return Sha256.of(identity + "\n" + deploymentOption + "\n" + diskProvisioning);
  }
}
