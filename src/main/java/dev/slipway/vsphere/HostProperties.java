package dev.slipway.vsphere;

import com.vmware.vim25.HostSystemConnectionState;
import dev.slipway.model.ObservedCluster.ObservedHost;

/** The properties of a host that Slipway looks at. */
final class HostProperties {
  static final String NAME = "name";
  private static final String CONNECTION = "runtime.connectionState";
  private static final String MAINTENANCE = "runtime.inMaintenanceMode";
  static final String[] ALL = {NAME, CONNECTION, MAINTENANCE};

  private HostProperties() {}

  static ObservedHost observed(Retrieval.Properties host) {
    String name = host.get(NAME, String.class);
    return new ObservedHost(
        name == null ? "" : name,
        host.get(CONNECTION, HostSystemConnectionState.class)
            == HostSystemConnectionState.connected,
        Boolean.TRUE.equals(host.get(MAINTENANCE, Boolean.class)));
  }
}
