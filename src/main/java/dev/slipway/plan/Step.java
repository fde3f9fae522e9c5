package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Placement;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import java.time.Duration;
import java.util.List;

/**
 * One idempotent unit of {@code apply}: running it again when it is done changes nothing. A step
 * holds all it needs as values, so that a graph of them can be kept and walked later.
 */
public sealed interface Step {
  /** Unique within a graph, such as {@code vm/app-lon-1:deploy}. */
  String id();

  /** What it does, for people, in the imperative. */
  String title();

  /** Makes the folder and its missing parents. */
  record CreateFolder(FolderSpec folder, String blueprint) implements Step {
    @Override
    public String id() {
      return folder.address() + ":create";
    }

    @Override
    public String title() {
      return "create folder " + folder.path();
    }
  }

  /** Makes the resource pool and its missing parents, marks what it made, and sets the shares. */
  record CreatePool(PoolSpec pool, String blueprint) implements Step {
    @Override
    public String id() {
      return pool.address() + ":create";
    }

    @Override
    public String title() {
      return "create resource pool " + pool.path();
    }
  }

  /** Sets the shares of a resource pool. */
  record ConfigurePool(PoolSpec pool) implements Step {
    @Override
    public String id() {
      return pool.address() + ":configure";
    }

    @Override
    public String title() {
      return "configure resource pool " + pool.path();
    }
  }

  /** Makes the item of the content library, unless it is there with this very package. */
  record UploadItem(ItemSpec item) implements Step {
    @Override
    public String id() {
      return item.address() + ":upload";
    }

    @Override
    public String title() {
      return "upload %s to library %s as item %s"
          .formatted(
              item.upload().file().getFileName(),
              item.upload().item().library(),
              item.upload().item().name());
    }
  }

  /** Removes what an earlier run left of a deployment that did not finish. */
  record DiscardHalfMadeVm(VmSpec vm, String blueprint) implements Step {
    @Override
    public String id() {
      return vm.address() + ":discard";
    }

    @Override
    public String title() {
      return "remove half-made " + vm.name();
    }
  }

  /** Makes the VM from where it comes from, powered off. */
  record DeployVm(VmSpec vm, String blueprint) implements Step {
    @Override
    public String id() {
      return vm.address() + ":deploy";
    }

    @Override
    public String title() {
      return switch (vm.from()) {
        case VmSource.PackageFile file -> "deploy " + vm.name();
        case VmSource.PackageItem packaged ->
            "deploy %s from %s".formatted(vm.name(), packaged.item().words());
        case VmSource.UploadedItem uploaded ->
            "deploy %s from %s".formatted(vm.name(), uploaded.upload().item().words());
        case VmSource.Template template ->
            "clone %s from %s".formatted(vm.name(), template.words());
        case VmSource.NodeClone node ->
            "clone %s from %s as it is set up".formatted(vm.name(), node.vm().name());
      };
    }
  }

  /** Makes the VM from one of the same package that this plan deploys, powered off. */
  record CloneVm(VmSpec vm, VmSpec source, String blueprint) implements Step {
    @Override
    public String id() {
      return vm.address() + ":clone";
    }

    @Override
    public String title() {
      return "clone " + vm.name() + " from " + source.name();
    }
  }

  /** Shuts a node down that is set up, since only what is off is cloned. */
  record ShutDownToClone(VmSpec source, String blueprint) implements Step {
    @Override
    public String id() {
      return source.address() + ":shut-down-to-clone";
    }

    @Override
    public String title() {
      return "shut down " + source.name() + " to clone it";
    }
  }

  /** Powers a node on again that was cloned, and waits until it reports its address. */
  record PowerOnAfterClone(VmSpec source) implements Step {
    @Override
    public String id() {
      return source.address() + ":power-on-after-clone";
    }

    @Override
    public String title() {
      return "power on " + source.name() + " again, now that it is cloned";
    }
  }

  /** Marks the VM as complete and ours. */
  record MarkVm(VmSpec vm, String blueprint) implements Step {
    @Override
    public String id() {
      return vm.address() + ":mark";
    }

    @Override
    public String title() {
      return "mark " + vm.name();
    }
  }

  /** Sets what is declared of the VM besides its package. */
  record ConfigureVm(VmSpec vm, String blueprint) implements Step {
    @Override
    public String id() {
      return vm.address() + ":configure";
    }

    @Override
    public String title() {
      return "configure " + vm.name();
    }
  }

  /** Takes the snapshot to go back to, unless an earlier run that was cut short took it. */
  record TakeSnapshot(String name, VmPath vm, String blueprint) implements Step {
    @Override
    public String id() {
      return "vm/" + name + ":take-snapshot";
    }

    @Override
    public String title() {
      return "take a snapshot of " + name;
    }
  }

  /** Removes the snapshot, now that all went well. */
  record RemoveSnapshot(String name, VmPath vm, String blueprint) implements Step {
    @Override
    public String id() {
      return "vm/" + name + ":remove-snapshot";
    }

    @Override
    public String title() {
      return "remove the snapshot of " + name;
    }
  }

  /** Reads the OVF properties back: a value that was lost on the way is an error. */
  record VerifyProperties(VmSpec vm) implements Step {
    @Override
    public String id() {
      return vm.address() + ":verify";
    }

    @Override
    public String title() {
      return "read back the properties of " + vm.name();
    }
  }

  /**
   * Makes all changes to one cluster in one call.
   *
   * @param ofClones whether they are those that name nodes which are cloned from others of the run
   */
  record ReconfigureCluster(
      ClusterReconfiguration change, List<Address> addresses, boolean ofClones) implements Step {
    public ReconfigureCluster {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String id() {
      return "cluster/"
          + change.cluster()
          + (ofClones ? ":reconfigure-for-clones" : ":reconfigure");
    }

    @Override
    public String title() {
      return "reconfigure cluster " + change.cluster() + (ofClones ? " for the clones" : "");
    }
  }

  /** Makes the vApp, moves the nodes into it and says in what order they start. */
  record ArrangeVApp(VAppSpec vApp, String blueprint) implements Step {
    @Override
    public String id() {
      return vApp.address() + ":arrange";
    }

    @Override
    public String title() {
      return "set the start order in vApp " + vApp.name();
    }
  }

  /** Waits between the start of some nodes and that of those after them. */
  record AwaitStartDelay(VAppSpec vApp, int place, Duration delay) implements Step {
    @Override
    public String id() {
      return vApp.address() + ":await-delay-" + place;
    }

    @Override
    public String title() {
      return "wait %d s before the next nodes start".formatted(delay.toSeconds());
    }
  }

  /** Removes the vApp when it is ours and empty. */
  record RemoveVApp(String name, Placement placement, String blueprint) implements Step {
    @Override
    public String id() {
      return "vapp/" + name + ":remove";
    }

    @Override
    public String title() {
      return "remove vApp " + name;
    }
  }

  /** Powers the VM on. */
  record PowerOnVm(VmSpec vm) implements Step {
    @Override
    public String id() {
      return vm.address() + ":power-on";
    }

    @Override
    public String title() {
      return "power on " + vm.name();
    }
  }

  /** Waits until the guest reports its planned address. */
  record AwaitAddress(VmSpec vm, Duration timeout) implements Step {
    @Override
    public String id() {
      return vm.address() + ":await-address";
    }

    @Override
    public String title() {
      return "wait for " + vm.name() + " to report " + vm.ip();
    }
  }

  /** Waits until DRS has parted the VMs of a rule; proves the placement. */
  record AwaitSeparation(ClusterRule rule, Placement placement, Duration timeout) implements Step {
    @Override
    public String id() {
      return "rule/" + rule.name() + ":await-separation";
    }

    @Override
    public String title() {
      return "see that the nodes of rule " + rule.name() + " run on different hosts";
    }
  }

  /** Runs one step of a sequence on one node, unless the sequence's proof says all is done. */
  record RunSequenceStep(NodeSequenceSpec nodeSequence, SequenceStep step, NodeTarget node)
      implements Step {
    @Override
    public String id() {
      String name = nodeSequence.address() + ":" + step.name();
      return nodeSequence.nodesFor(step).size() == 1 ? name : name + "@" + node.name();
    }

    @Override
    public String title() {
      return nodeSequence.nodesFor(step).size() == 1
          ? step.title()
          : step.title() + " (" + node.name() + ")";
    }
  }

  /** Waits until a sequence is proven again after its node, or the one asked, was restarted. */
  record AwaitReturn(NodeSequenceSpec nodeSequence, String restarted) implements Step {
    @Override
    public String id() {
      return nodeSequence.address() + ":await-return-after-" + restarted;
    }

    @Override
    public String title() {
      return "wait until %s is %s again"
          .formatted(
              nodeSequence.node().name(),
              switch (nodeSequence.sequence().outcome()) {
                case MEMBERSHIP -> "a member";
                case DEPARTURE, CONFIGURATION ->
                    "as \"" + nodeSequence.sequence().name() + "\" left it";
              });
    }
  }

  /** Waits until the cluster of the appliances counts a node as a member no more. */
  record AwaitDeparture(NodeSequenceSpec membership) implements Step {
    @Override
    public String id() {
      return membership.address() + ":await-departure";
    }

    @Override
    public String title() {
      return "wait until " + membership.node().name() + " is no member any more";
    }
  }

  /** Shuts the guest down, or powers the VM off when that cannot be done. */
  record PowerOffVm(String name, VmPath vm, String blueprint) implements Step {
    @Override
    public String id() {
      return "vm/" + name + ":power-off";
    }

    @Override
    public String title() {
      return "power off " + name;
    }
  }

  /** Destroys the VM and its disks. */
  record DestroyVm(String name, VmPath vm, String blueprint) implements Step {
    @Override
    public String id() {
      return "vm/" + name + ":destroy";
    }

    @Override
    public String title() {
      return "destroy " + name;
    }
  }

  /** Removes the resource pool and its parents as far as they are ours and empty. */
  record RemovePools(PoolSpec pool, String blueprint) implements Step {
    @Override
    public String id() {
      return pool.address() + ":remove";
    }

    @Override
    public String title() {
      return "remove resource pool " + pool.path();
    }
  }

  /** Removes the folder and its parents as far as they are ours and empty. */
  record RemoveFolders(FolderSpec folder, String blueprint) implements Step {
    @Override
    public String id() {
      return folder.address() + ":remove";
    }

    @Override
    public String title() {
      return "remove folder " + folder.path();
    }
  }
}
