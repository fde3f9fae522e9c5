package dev.slipway.port;

import dev.slipway.model.Placement;
import java.util.List;

/**
 * What to read of vCenter.
 *
 * @param placement names datacenter, cluster, datastore, folder and networks
 * @param vms names of the VMs to look for in that folder
 */
public record ObservationQuery(Placement placement, List<String> vms) {
  public ObservationQuery {
    vms = List.copyOf(vms);
  }
}
