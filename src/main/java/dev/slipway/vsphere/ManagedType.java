package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import java.util.List;

/** The types of managed objects that Slipway looks for. */
enum ManagedType {
  DATACENTER,
  CLUSTER,
  /** What stands for a host in no cluster. */
  LONE_HOST,
  HOST,
  POOL,
  VAPP,
  DATASTORE,
  DATASTORE_CLUSTER,
  NETWORK,
  FOLDER,
  VM;

  /** The names in the API; several where subtypes stand for the type. */
  List<String> names() {
    return switch (this) {
      case DATACENTER -> List.of("Datacenter");
      case CLUSTER -> List.of("ClusterComputeResource");
      case LONE_HOST -> List.of("ComputeResource");
      case HOST -> List.of("HostSystem");
      case POOL -> List.of("ResourcePool");
      case VAPP -> List.of("VirtualApp");
      case DATASTORE -> List.of("Datastore");
      case DATASTORE_CLUSTER -> List.of("StoragePod");
      case NETWORK -> List.of("Network", "DistributedVirtualPortgroup", "OpaqueNetwork");
      case FOLDER -> List.of("Folder");
      case VM -> List.of("VirtualMachine");
    };
  }

  boolean is(ManagedObjectReference reference) {
    return names().contains(reference.getType());
  }
}
