package dev.slipway.expand;

import dev.slipway.model.Sha256;
import dev.slipway.model.VmSource.PackageOptions;

/** Tells whether two deployments would begin with the same files and the same choices. */
public final class PackageSource {
  private PackageSource() {}

  /**
   * Digest of the inputs that matter at creation only: {@code VmSpec.source}.
   *
   * @param identity what stands for the files of the package
   */
  public static String of(String identity, PackageOptions options) {
    return Sha256.of(
        identity + "\n" + options.deploymentOption() + "\n" + options.diskProvisioning());
  }
}
