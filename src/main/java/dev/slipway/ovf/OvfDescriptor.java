package dev.slipway.ovf;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor ({@code .ovf}) says, as far as deployment needs it.
 *
 * @param systemName name or id of its one virtual system
 * @param eulas texts of all licence agreements
 */
public record OvfDescriptor(
    String systemName,
    List<File> files,
    List<Disk> disks,
    List<Network> networks,
    List<DeploymentOption> deploymentOptions,
    List<OvfProperty> properties,
    List<String> eulas) {
  public OvfDescriptor {
    files = List.copyOf(files);
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    deploymentOptions = List.copyOf(deploymentOptions);
    properties = List.copyOf(properties);
    eulas = List.copyOf(eulas);
  }

  public Optional<OvfProperty> property(String key) {
    return properties.stream().filter(property -> property.key().equals(key)).findFirst();
  }

  /**
   * A referenced file.
   *
   * @param declaredSize bytes, as stated; null when not stated
   */
  public record File(String id, String href, @Nullable Long declaredSize) {}

  /**
   * A virtual disk.
   *
   * @param capacityBytes its size for the guest
   * @param fileRef id of the file with its content; null for an empty disk
   */
  public record Disk(String id, long capacityBytes, @Nullable String fileRef) {}

  /** A logical network that deployment must map. */
  public record Network(String name, String description) {}

  /** A configuration to choose at deployment. */
  public record DeploymentOption(String id, String label, boolean isDefault) {}
}
