package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.RuleType;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.port.Deployment;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import dev.slipway.port.VCenter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An embedded vCenter for trying Slipway and for tests. It keeps what users make of it in a file,
 * and starts the appliances of powered-on VMs on loopback. It does not pretend to be vSphere: it
 * has no hosts that run anything, and says so in its description.
 */
public final class SandboxVCenter implements VCenter {
  private final SandboxWorld world = SandboxWorld.load();
  private final StateFile file;
  private final SandboxState state;
  private final SandboxAppliances appliances;

  private SandboxVCenter(StateFile file, SandboxAppliances appliances) {
    this.file = file;
    this.state = file.load();
    this.appliances = appliances;
  }

  /**
   * Opens the sandbox kept in a folder, empty when there is none yet.
   *
   * @param appliances what VMs become when they are powered on; stays open when this is closed
   */
  public static SandboxVCenter open(Path folder, SandboxAppliances appliances) {
    SandboxVCenter vcenter =
        new SandboxVCenter(new StateFile(folder.resolve("vcenter.json")), appliances);
    vcenter.state.vms.values().stream()
        .filter(vm -> vm.poweredOn)
        .forEach(vm -> appliances.powerOn(vm.name, vm.properties));
    return vcenter;
  }

  @Override
  public String description() {
    return "the embedded sandbox (nothing real is deployed)";
  }

  @Override
  public synchronized ObservedWorld observe(ObservationQuery query) {
    return new SandboxReader(world, state).read(query);
  }

  @Override
  public synchronized Optional<ObservedVm> findVm(VmPath path) {
    return Optional.ofNullable(state.vms.get(path.inventoryPath())).map(SandboxReader::observe);
  }

  @Override
  public synchronized void createFolder(String datacenter, String path, Map<String, String> marks) {
    if (!world.datacenters().containsKey(datacenter)) {
      throw refused(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "cannot create folder " + path,
          "There is no datacenter " + datacenter + ".");
    }
    String built = datacenter + "/vm";
    for (String part : path.split("/", -1)) {
      built = built + "/" + part;
      if (!state.folders.containsKey(built)) {
        state.folders.put(built, new TreeMap<>(marks));
      }
    }
    file.save(state);
  }

  @Override
  public List<String> deploy(Deployment deployment, TransferListener listener)
      throws InterruptedException {
    List<String> warnings = begin(deployment);
    try {
      SandboxImport.upload(deployment.ovfPackage(), listener);
      return warnings;
    } catch (InterruptedException | RuntimeException e) {
      destroyVm(deployment.vm());
      throw e;
    }
  }

  private synchronized List<String> begin(Deployment deployment) {
    String path = deployment.vm().inventoryPath();
    if (state.vms.containsKey(path)) {
      throw refused(
          Category.CONFLICT,
          "vcenter/duplicate-name",
          "cannot deploy " + deployment.vm().name(),
          "A VM named " + path + " exists.");
    }
    OvfDescriptor descriptor = deployment.ovfPackage().descriptor();
    SandboxImport.check(deployment, world);
    SandboxState.Vm vm = new SandboxState.Vm();
    vm.reference = "vm-" + ++state.lastReference;
    vm.name = deployment.vm().name();
    vm.datacenter = deployment.placement().datacenter();
    vm.cluster = deployment.placement().cluster();
    vm.host = world.hosts(vm.datacenter, vm.cluster).getFirst();
    vm.birthMarks = new TreeMap<>(deployment.birthMarks());
    vm.networks = new TreeMap<>(deployment.placement().networks());
    for (OvfProperty property : descriptor.properties()) {
      if (!property.password()) {
        var given = deployment.properties().get(property.key());
        String value = given == null ? property.defaultValue() : given.reveal();
        vm.properties.put(property.key(), value == null ? "" : value);
      }
    }
    state.vms.put(path, vm);
    file.save(state);
    return List.of();
  }

  @Override
  public synchronized void mark(VmPath vm, Map<String, String> marks) {
    require(vm).marks.putAll(marks);
    file.save(state);
  }

  @Override
  public synchronized void reconfigure(ClusterReconfiguration change) {
    new SandboxReconfiguration(world, state, this::require).apply(change);
    file.save(state);
  }

  @Override
  public synchronized void powerOn(VmPath path) {
    SandboxState.Vm vm = require(path);
    if (vm.poweredOn) {
      return;
    }
    vm.host = chooseHost(vm);
    vm.address = appliances.powerOn(vm.name, vm.properties).orElse(null);
    vm.poweredOn = true;
    file.save(state);
  }

  /**
   * As DRS does: a host that runs none of the VMs that an enabled rule keeps this one apart from.
   */
  private String chooseHost(SandboxState.Vm vm) {
    SandboxState.Cluster cluster = state.clusters.get(vm.datacenter + "/" + vm.cluster);
    if (cluster == null || !cluster.drs.isOn("enabled")) {
      return vm.host;
    }
    Set<String> taken = new HashSet<>();
    boolean mandatory = false;
    for (SandboxState.Rule rule : cluster.rules.values()) {
      if (rule.type == RuleType.ANTI_AFFINITY && rule.enabled && rule.vms.contains(vm.reference)) {
        mandatory |= rule.mandatory;
        state.vms.values().stream()
            .filter(other -> other.poweredOn && rule.vms.contains(other.reference))
            .forEach(other -> taken.add(other.host));
      }
    }
    Optional<String> free =
        world.hosts(vm.datacenter, vm.cluster).stream()
            .filter(host -> !taken.contains(host))
            .findFirst();
    if (free.isEmpty() && mandatory) {
      throw refused(
          Category.ENVIRONMENT,
          "vcenter/fault",
          "cannot power on " + vm.name,
          "A mandatory anti-affinity rule leaves no host for it.");
    }
    return free.orElse(vm.host);
  }

  @Override
  public synchronized void powerOff(VmPath path) {
    SandboxState.Vm vm = require(path);
    if (vm.poweredOn) {
      vm.poweredOn = false;
      appliances.powerOff(vm.name);
      file.save(state);
    }
  }

  @Override
  public ObservedVm awaitAddress(VmPath vm, String address, Duration deadline) {
    return SandboxReader.observe(require(vm));
  }

  @Override
  public synchronized void destroyVm(VmPath path) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm == null) {
      return;
    }
    if (vm.poweredOn) {
      throw refused(
          Category.ENVIRONMENT, "vcenter/fault", "cannot destroy " + vm.name, "It is powered on.");
    }
    state.vms.remove(path.inventoryPath());
    for (SandboxState.Cluster cluster : state.clusters.values()) {
      cluster.haOverrides.remove(vm.reference);
      cluster.drsOverrides.remove(vm.reference);
      for (SandboxState.Rule rule : cluster.rules.values()) {
        rule.vms = rule.vms.stream().filter(member -> !member.equals(vm.reference)).toList();
        rule.dependsOn =
            rule.dependsOn.stream().filter(member -> !member.equals(vm.reference)).toList();
      }
    }
    appliances.remove(vm.name);
    file.save(state);
  }

  @Override
  public synchronized List<String> removeFolders(
      String datacenter, String path, String markName, String markValue) {
    List<String> removed = new ArrayList<>();
    for (String rest = path; !rest.isEmpty(); rest = parent(rest)) {
      String full = datacenter + "/vm/" + rest;
      Map<String, String> marks = state.folders.get(full);
      if (marks != null) {
        if (!markValue.equals(marks.get(markName)) || !isEmpty(full)) {
          break;
        }
        state.folders.remove(full);
        removed.add(rest);
      }
    }
    file.save(state);
    return removed;
  }

  private boolean isEmpty(String folder) {
    return state.vms.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"))
        && state.folders.keySet().stream().noneMatch(path -> path.startsWith(folder + "/"));
  }

  private static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  private SandboxState.Vm require(VmPath path) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm == null) {
      throw refused(
          Category.CONFLICT,
          "vcenter/object-vanished",
          "there is no VM " + path.name(),
          "Nothing stands at " + path.inventoryPath() + " any more.");
    }
    return vm;
  }

  static PortException refused(Category category, String code, String summary, String detail) {
    return new PortException(category, code, summary, detail, "", null);
  }

  @Override
  public void close() {}
}
