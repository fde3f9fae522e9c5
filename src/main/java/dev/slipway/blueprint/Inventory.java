package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Placement;
import dev.slipway.model.SecretSource;
import dev.slipway.model.Settings;
import dev.slipway.model.Value;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a blueprint is deployed, as the user wrote it of one site:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: Inventory
 * metadata: {name: london}
 * spec:
 *   vcenter:
 *     url: https://vcenter.lon.example/sdk    # sandbox: for the embedded one
 *     username: ${env:VSPHERE_USER}
 *     password: ${env:VSPHERE_PASSWORD}
 *     tls: {caFile: certs/lon-ca.pem}         # or {thumbprint: "AA:BB:…"} or {insecure: true}
 *   placement:
 *     datacenter: LON
 *     cluster: mgmt-01                        # or host: one that stands alone
 *     resourcePool: Management/Appliances        # optional; or {path: …, create: true, cpuShares: high}
 *     datastore: vsan-01                      # or datastoreCluster: pod-01
 *     folder: Management/Appliances              # optional
 *     networks: {VM Network: management}
 *   network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
 *   ssh: {user: admin, port: 22, privateKey: keys/admin, knownHosts: keys/known_hosts, configFile: ssh_config}
 *   https: {caFile: certs/company-ca.pem}     # optional, for downloads and HTTP steps
 *   secrets:
 *     root-password: [{env: ROOT_PASSWORD}, {exec: "pass show app/root"}]
 * }</pre>
 *
 * @param site which of the file's sites this is, empty when the file names none
 * @param httpsCaFile authorities besides those of the JVM, for downloads and HTTP steps
 * @param secrets sources by name of the secret, in the order in which they are tried
 */
public record Inventory(
    Path file,
    Located<String> name,
    String site,
    VCenterAccess vcenter,
    PlacementBlock placement,
    NetworkBlock network,
    SshBlock ssh,
    @Nullable Located<Path> httpsCaFile,
    Map<String, Located<List<SecretSource>>> secrets) {
  public Inventory {
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
  }

  public boolean isSandbox() {
    return vcenter.url().value().startsWith("sandbox:");
  }

  /** The name of the sandbox that has what the placement names, empty for the built-in one. */
  public String sandboxName() {
    return vcenter.url().value().substring("sandbox:".length());
  }

  /** The vCenter; what the file does not say comes from VSPHERE_* or GOVC_* variables. */
  public record VCenterAccess(
      Located<String> url, String username, Value password, Tls tls, SourceRange range) {}

  /** How to trust the server; with all three unset, the JDK's authorities. */
  public record Tls(@Nullable Path caFile, @Nullable String thumbprint, boolean insecure) {}

  /**
   * Where the nodes go. Cluster or host are given, or both, and either datastore or datastore
   * cluster.
   *
   * @param networks by OVF network name
   * @param networksRange where the networks are mapped, or should be
   */
  public record PlacementBlock(
      Located<String> datacenter,
      @Nullable Located<String> cluster,
      @Nullable Located<String> host,
      @Nullable PoolBlock resourcePool,
      @Nullable Located<String> datastore,
      @Nullable Located<String> datastoreCluster,
      @Nullable Located<String> folder,
      Map<String, Located<String>> networks,
      SourceRange networksRange) {
    public PlacementBlock {
      networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
    }

    /**
     * The same without places in the file.
     *
     * @param vApp the vApp that nodes may be in, null for none
     */
    public Placement placement(@Nullable String vApp) {
      Map<String, String> targets = new LinkedHashMap<>();
      networks.forEach((name, target) -> targets.put(name, target.value()));
      return new Placement(
          datacenter.value(),
          textOf(cluster),
          textOf(host),
          resourcePool == null ? "" : resourcePool.path().value(),
          textOf(datastore),
          textOf(datastoreCluster),
          textOf(folder),
          vApp,
          targets);
    }

    private static String textOf(@Nullable Located<String> written) {
      return written == null ? "" : written.value();
    }
  }

  /**
   * The resource pool of the nodes.
   *
   * @param path below the root resource pool of the cluster
   * @param create whether Slipway may make it
   * @param settings by {@link dev.slipway.model.PoolSettings}
   */
  public record PoolBlock(Located<String> path, boolean create, Settings settings) {}

  /**
   * The network of the nodes.
   *
   * @param netmask in dotted form
   */
  public record NetworkBlock(
      @Nullable Located<String> netmask,
      @Nullable Located<String> gateway,
      List<Located<String>> dns,
      @Nullable Located<String> domain) {
    public NetworkBlock {
      dns = List.copyOf(dns);
    }
  }

  /**
   * How to reach nodes by SSH.
   *
   * @param user null to use the appliance definition's
   * @param port null when the file names none
   * @param privateKey null to use the SSH agent, or in the sandbox a generated key
   * @param configFile in the format of OpenSSH's ssh_config; null for none
   */
  public record SshBlock(
      @Nullable String user,
      @Nullable Integer port,
      @Nullable Located<Path> privateKey,
      @Nullable Path knownHosts,
      @Nullable Located<Path> configFile) {}
}
