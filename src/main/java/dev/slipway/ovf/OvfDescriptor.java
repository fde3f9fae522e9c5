package dev.slipway.ovf;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor ({@code .ovf}) says, as far as deployment and people need it.
 *
 * @param systems its virtual systems; one, unless the package is a vApp or says nothing
 * @param properties of all systems; of those with the same key the first
 * @param eulas texts of all licence agreements
 */
public record OvfDescriptor(
    Version version,
    @Nullable Product product,
    List<VirtualSystem> systems,
    List<File> files,
    List<Disk> disks,
    List<Network> networks,
    List<DeploymentOption> deploymentOptions,
    List<OvfProperty> properties,
    List<String> eulas) {
  public OvfDescriptor {
    systems = List.copyOf(systems);
    files = List.copyOf(files);
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    deploymentOptions = List.copyOf(deploymentOptions);
    properties = List.copyOf(properties);
    eulas = List.copyOf(eulas);
  }

  /** Name or id of the first virtual system; empty when there is none. */
  public String systemName() {
    return systems.isEmpty() ? "" : systems.getFirst().name();
  }

  public Optional<OvfProperty> property(String key) {
    return properties.stream().filter(property -> property.key().equals(key)).findFirst();
  }

  /** The issue of the standard, by the namespace of the envelope. */
  public enum Version {
    /** 1.0 and 1.1, which do not differ in anything that is read here. */
    OVF_1("OVF 1.x"),
    OVF_2("OVF 2.0");

    private final String title;

    Version(String title) {
      this.title = title;
    }

    /** What people call it. */
    public String title() {
      return title;
    }
  }

  /** What is in the package, for people; a part that is not stated is empty. */
  public record Product(String name, String vendor, String version) {}

  /**
   * A virtual system.
   *
   * @param hardware for each deployment option, or once when there is no choice
   */
  public record VirtualSystem(String name, List<Hardware> hardware) {
    public VirtualSystem {
      hardware = List.copyOf(hardware);
    }
  }

  /**
   * What a VM gets; zero where the descriptor does not say.
   *
   * @param deploymentOption id of the option it holds for; empty when there is no choice
   */
  public record Hardware(
      String deploymentOption, long processors, long memoryBytes, int networkAdapters) {}

  /**
   * A referenced file.
   *
   * @param declaredSize bytes, as stated; null when not stated
   * @param chunkSize bytes of each part that it was cut into; null when it is whole
   * @param compression such as {@code gzip}; empty when it is not compressed
   */
  public record File(
      String id,
      String href,
      @Nullable Long declaredSize,
      @Nullable Long chunkSize,
      String compression) {}

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
