package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import java.util.List;

/** The types of managed objects that Slipway looks for. */
enum ManagedType {
  DATACENTER,
  CLUSTER,
  POOL,
  VAPP,
  DATASTORE,
  NETWORK,
  FOLDER,
  VM;

  /** The names in the API; several where subtypes stand for the type. */
  List<String> names() {
    return switch (this) {
      case DATACENTER -> List.of("Datacenter");
      case CLUSTER -> List.of("ClusterComputeResource");
      case POOL -> List.of("ResourcePool");
      case VAPP -> List.of("VirtualApp");
      case DATASTORE -> List.of("Datastore");
      case NETWORK -> List.of("Network", "DistributedVirtualPortgroup", "OpaqueNetwork");
      case FOLDER -> List.of("Folder");
      case VM -> List.of("VirtualMachine");
    };
  }

  boolean is(ManagedObjectReference reference) {
    return names().contains(reference.getType());
  }
}
