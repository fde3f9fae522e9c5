package dev.slipway.port;

import dev.slipway.model.Placement;
import java.util.List;

/**
 * What to read of vCenter.
 *
 * @param placement names datacenter, cluster, datastore, folder and networks
 * @param vms names of the VMs to look for in that folder
 * @param addresses whose holders to look for in that datacenter
 */
public record ObservationQuery(Placement placement, List<String> vms, List<String> addresses) {
  public ObservationQuery {
    vms = List.copyOf(vms);
    addresses = List.copyOf(addresses);
  }

  /** A query that looks for no address. */
  public ObservationQuery(Placement placement, List<String> vms) {
    this(placement, vms, List.of());
  }
}
