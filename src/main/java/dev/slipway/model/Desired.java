package dev.slipway.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one resource shall be. Fields that are null are not declared, and so not touched. */
public sealed interface Desired {
  /** The name under which plans and events speak of it. */
  Address address();

  /** A folder that exists. */
  record FolderSpec(String datacenter, String path) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.FOLDER, path);
    }
  }

  /**
   * A resource pool that exists.
   *
   * @param path below the root resource pool of the cluster
   * @param settings by {@link PoolSettings}
   */
  record PoolSpec(String datacenter, String cluster, String path, Settings settings)
      implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.POOL, cluster + "/" + path);
    }
  }

  /** An item of a content library, made from a package on this machine. */
  record ItemSpec(PackageUpload upload) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.ITEM, upload.item().path());
    }
  }

  /**
   * A VM that is made, and powered on.
   *
   * @param ip the address its guest must report
   * @param addressTimeout how long the guest may take for that from power-on
   * @param from where it comes from
   * @param source digest of the inputs that matter at creation only, secrets excluded
   * @param properties by OVF property key
   * @param settings what is declared besides the package
   */
  record VmSpec(
      String name,
      String role,
      String ip,
      Placement placement,
      Duration addressTimeout,
      VmSource from,
      String source,
      Map<String, Value> properties,
      VmSettings settings)
      implements Desired {
    public VmSpec {
      properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    @Override
    public Address address() {
      return new Address(ResourceKind.VM, name);
    }

    public VmPath path() {
      return placement.vm(name);
    }

    /** The same VM elsewhere in vCenter. */
    public VmSpec withPlacement(Placement other) {
      return new VmSpec(name, role, ip, other, addressTimeout, from, source, properties, settings);
    }

    /** The same VM from elsewhere. */
    public VmSpec from(VmSource other) {
      return new VmSpec(
          name, role, ip, placement, addressTimeout, other, source, properties, settings);
    }
  }

  /**
   * vSphere HA of a cluster.
   *
   * @param settings by {@link ClusterSettings#HA}
   */
  record HaSpec(String cluster, Settings settings) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.HA, cluster);
    }
  }

  /**
   * DRS of a cluster, switched on because rules need it.
   *
   * @param settings by {@link ClusterSettings#DRS}
   */
  record DrsSpec(String cluster, Settings settings) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.DRS, cluster);
    }
  }

  /**
   * What one VM has of its own of the cluster's vSphere HA.
   *
   * @param settings by {@link ClusterSettings#HA_OVERRIDE}
   */
  record HaOverrideSpec(String cluster, VmPath vm, Settings settings) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.HA_OVERRIDE, vm.name());
    }
  }

  /**
   * What one VM has of its own of the cluster's DRS.
   *
   * @param settings by {@link ClusterSettings#DRS_OVERRIDE}
   */
  record DrsOverrideSpec(String cluster, VmPath vm, Settings settings) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.DRS_OVERRIDE, vm.name());
    }
  }

  /** A rule of the cluster. */
  record RuleSpec(String cluster, ClusterRule rule) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.RULE, rule.name());
    }
  }

  /** No rule of that name. */
  record NoRuleSpec(String cluster, String rule) implements Desired {
    @Override
    public Address address() {
      return new Address(ResourceKind.RULE, rule);
    }
  }

  /**
   * A vApp with the nodes in it, which says in what order they start.
   *
   * @param placement names cluster and folder that it is in
   */
  record VAppSpec(String name, Placement placement, List<Start> starts) implements Desired {
    public VAppSpec {
      starts = List.copyOf(starts);
    }

    @Override
    public Address address() {
      return new Address(ResourceKind.VAPP, name);
    }

    /**
     * How one VM starts and stops with the vApp.
     *
     * @param settings by {@link VAppSettings#ENTITY}
     */
    public record Start(VmPath vm, Settings settings) {}
  }

  /**
   * A sequence for one node: what it makes of the node is what a plan can change, such as a member
   * of the appliance cluster.
   *
   * @param node that the sequence is for
   * @param nodes all nodes of the cluster, this one included
   */
  record NodeSequenceSpec(
      NodeTarget node, List<NodeTarget> nodes, SequenceSpec sequence, Bindings bindings)
      implements Desired {
    public NodeSequenceSpec {
      nodes = List.copyOf(nodes);
    }

    @Override
    public Address address() {
      return switch (sequence.outcome()) {
        case MEMBERSHIP -> new Address(ResourceKind.MEMBERSHIP, node.name());
        case DEPARTURE, CONFIGURATION ->
            new Address(ResourceKind.CONFIGURATION, node.name() + "." + sequence.name());
      };
    }

    /** The node that a proof is asked of. */
    public NodeTarget nodeFor(StepProof proof) {
      return single(proof.on());
    }

    /**
     * The node that the proof of a step is asked of.
     *
     * @param target the node that the step runs on
     */
    public NodeTarget nodeFor(StepProof proof, NodeTarget target) {
      return proof.on().equals(SequenceStep.TARGET) ? target : nodeFor(proof);
    }

    /** The nodes that a step runs on, in their order. */
    public List<NodeTarget> nodesFor(SequenceStep step) {
      return switch (step.on()) {
        case SequenceStep.EACH, SequenceStep.ONE_AT_A_TIME -> nodes;
        default -> List.of(single(step.on()));
      };
    }

    private NodeTarget single(String on) {
      if (on.equals(SequenceStep.NODE)) {
        return node;
      }
      return nodes.stream()
          .filter(candidate -> candidate.role().equals(on))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no node has the role " + on));
    }
  }
}
