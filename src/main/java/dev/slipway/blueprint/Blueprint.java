package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.PackageDownload;
import dev.slipway.model.RuleType;
import dev.slipway.model.Settings;
import dev.slipway.model.VAppSettings;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one cluster of appliances shall be, as the user wrote it:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: ApplianceCluster
 * metadata: {name: app-london}
 * spec:
 *   site: london                                 # where the inventory file has several
 *   appliance: some-appliance
 *   package: packages/some-appliance.ova  # or https://…/some-appliance.ova
 *                                         # or {library: Appliances, item: app}
 *   template: {vm: Templates/app, customization: app-guests}  # instead of a package
 *   packageDigest: sha256:…                      # optional for a file
 *   deploymentOption: small                      # optional
 *   diskProvisioning: thin                       # optional
 *   acceptEula: true                             # for packages with licence agreements
 *   settings: {podType: on-premises}
 *   properties: {some.ovf.key: value}            # optional, for all nodes
 *   hiddenProperties: [some.hidden.key]          # optional: set though the package does not want it
 *   hardware: {cpus: 8, memory: 32GiB}           # optional, as are the next: for all nodes, or in one
 *   annotation: Pairs with the cloud
 *   extraConfig: {some.key: value}
 *   customAttributes: {Owner: vdi}
 *   preventDestroy: true
 *   snapshotBeforeChange: true
 *   nodes:
 *     - {name: app-lon-1, role: primary, ip: 10.20.0.11}
 *     - {name: app-lon-2, role: worker, ip: 10.20.0.12, properties: {some.ovf.key: other}}
 *   availability:
 *     ha: {hostMonitoring: true, vmMonitoring: vmMonitoringOnly}
 *     vmOverrides: {restartPriority: high}
 *     separateHosts: required
 *     startOrder: {order: [primary, worker], startDelay: 180}
 * }</pre>
 *
 * @param origin where the VMs come from
 * @param acceptEula whether the licence agreements of the package are accepted; null when not said
 * @param settings by name; each with the range of its value
 * @param properties OVF properties by key, for all nodes
 * @param hiddenProperties keys of properties that are set though the package declares them as not
 *     user-configurable
 * @param vmSettings what is declared of the VMs besides the package, for all nodes
 * @param range of the whole {@code spec}, for what is missing from it
 * @param group of a system that this is, empty for a blueprint of its own
 */
public record Blueprint(
    Path file,
    Located<String> name,
    @Nullable Located<String> site,
    Located<String> appliance,
    Origin origin,
    @Nullable Located<String> deploymentOption,
    @Nullable Located<String> diskProvisioning,
    @Nullable Located<Boolean> acceptEula,
    Map<String, Located<Value>> settings,
    Map<String, Located<Value>> properties,
    List<Located<String>> hiddenProperties,
    VmSettings vmSettings,
    List<Node> nodes,
    Availability availability,
    SourceRange range,
    String group) {
  public Blueprint {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    hiddenProperties = List.copyOf(hiddenProperties);
    nodes = List.copyOf(nodes);
  }

  /** The same group of a system with its nodes, and what keeps them alive. */
  public Blueprint with(List<Node> newNodes, Availability newAvailability) {
    return new Blueprint(
        file,
        name,
        site,
        appliance,
        origin,
        deploymentOption,
        diskProvisioning,
        acceptEula,
        settings,
        properties,
        hiddenProperties,
        vmSettings,
        newNodes,
        newAvailability,
        range,
        group);
  }

  /** Where the VMs come from. */
  public sealed interface Origin {
    /** What people call it. */
    String name();

    /** Where it is named. */
    SourceRange range();
  }

  /**
   * A package in a file.
   *
   * @param file resolved: beside the blueprint, else below the working directory; in the cache when
   *     the package has an address
   * @param download where it is fetched from; null when it has no address
   * @param digest SHA-256 that the file must have, in lower-case hexadecimal
   * @param item what it is put into and then deployed from; null when each VM gets its own upload
   */
  public record PackageFile(
      Located<Path> file,
      @Nullable PackageDownload download,
      @Nullable Located<String> digest,
      @Nullable LibraryPackage item)
      implements Origin {
    @Override
    public String name() {
      return download == null ? String.valueOf(file.value().getFileName()) : download.name();
    }

    @Override
    public SourceRange range() {
      return file.range();
    }
  }

  /** A package in a content library, by the names that the user gave. */
  public record LibraryPackage(Located<String> library, Located<String> item) implements Origin {
    @Override
    public String name() {
      return item.value();
    }

    @Override
    public SourceRange range() {
      return item.range();
    }
  }

  /**
   * A template in vCenter, or a VM that is off.
   *
   * @param vm its path below the VM folder of the datacenter
   * @param customization name of the stored customization specification; null when the guests stay
   *     as the template has them
   */
  public record Template(Located<String> vm, @Nullable Located<String> customization)
      implements Origin {
    @Override
    public String name() {
      return vm.value();
    }

    @Override
    public SourceRange range() {
      return vm.range();
    }
  }

  /** One appliance of the cluster. */
  public record Node(
      Located<String> name,
      Located<String> role,
      Located<String> ip,
      Map<String, Located<Value>> properties,
      VmOverrides vmOverrides,
      VmSettings vmSettings,
      SourceRange range) {
    public Node {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
  }

  /**
   * What keeps the cluster alive. What is null or absent was not declared and is not touched.
   *
   * @param drs by {@link ClusterSettings#DRS}
   * @param vmOverrides of all nodes
   */
  public record Availability(
      @Nullable Ha ha,
      @Nullable Settings drs,
      VmOverrides vmOverrides,
      List<Rule> rules,
      @Nullable Located<Separation> separateHosts,
      @Nullable StartOrder startOrder) {
    public Availability {
      rules = List.copyOf(rules);
    }
  }

  /**
   * In which order the nodes start with their vApp.
   *
   * @param groups names of nodes; those of a group start together
   * @param settings by {@link VAppSettings#DECLARED}
   */
  public record StartOrder(List<List<String>> groups, Settings settings, SourceRange range) {
    public StartOrder {
      groups = groups.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A rule of the cluster.
   *
   * @param nodes the nodes that it is about; all when empty
   * @param hosts of VM to host rules
   * @param dependsOn the nodes that are restarted first
   */
  public record Rule(
      Located<String> name,
      RuleType type,
      List<Located<String>> nodes,
      List<Located<String>> hosts,
      List<Located<String>> dependsOn,
      @Nullable Boolean mandatory) {
    public Rule {
      nodes = List.copyOf(nodes);
      hosts = List.copyOf(hosts);
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /**
   * vSphere HA. Declaring the block at all switches vSphere HA on, unless {@code enabled} says no.
   *
   * @param settings by {@link ClusterSettings#HA}
   */
  public record Ha(Settings settings, SourceRange range) {
    public boolean enabled() {
      return settings.isOn("enabled");
    }
  }

  /**
   * What VMs have of their own instead of the cluster's settings.
   *
   * @param ha by {@link ClusterSettings#HA_OVERRIDE}
   * @param drs by {@link ClusterSettings#DRS_OVERRIDE}
   */
  public record VmOverrides(Settings ha, Settings drs) {
    public static final VmOverrides NONE = new VmOverrides(Settings.NONE, Settings.NONE);

    /** These, and on top of them the others, which win. */
    public VmOverrides overriddenBy(VmOverrides others) {
      return new VmOverrides(ha.overriddenBy(others.ha), drs.overriddenBy(others.drs));
    }
  }

  /** Whether the nodes must run on different hosts. */
  public enum Separation {
    REQUIRED("required"),
    PREFERRED("preferred"),
    OFF("off");

    private final String word;

    Separation(String word) {
      this.word = word;
    }

    /** The word that blueprints use. */
    public String word() {
      return word;
    }
  }
}
