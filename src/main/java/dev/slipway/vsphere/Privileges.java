package dev.slipway.vsphere;

import com.vmware.vim25.EntityPrivilege;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PrivilegeAvailability;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The privileges that Slipway's calls need, and which of them the user lacks. The ids are those of
 * the vSphere API reference, under "Required Privileges" of each method; {@code docs/privileges.md}
 * says the same to people.
 */
final class Privileges {
  /** All that is needed, and where it is asked for. */
  static final List<Need> TABLE =
      List.of(
          new Need(Purpose.LOCK, Place.LOCKS, "Folder.Create"),
          new Need(Purpose.LOCK, Place.LOCKS, "Folder.Rename"),
          new Need(Purpose.LOCK, Place.LOCKS, "Folder.Delete"),
          new Need(Purpose.LOCK, Place.LOCKS, "Global.SetCustomField"),
          new Need(Purpose.LOCK, Place.VCENTER, Privileges.DEFINE_ATTRIBUTES),
          new Need(Purpose.CREATE_FOLDER, Place.FOLDER, "Folder.Create"),
          new Need(Purpose.CREATE_POOL, Place.POOL, "Resource.CreatePool"),
          new Need(Purpose.CREATE_POOL, Place.POOL, "Global.SetCustomField"),
          new Need(Purpose.SHARE, Place.POOL, "Resource.EditPool"),
          new Need(Purpose.DEPLOY, Place.DATASTORE, "Datastore.AllocateSpace"),
          new Need(Purpose.DEPLOY, Place.NETWORK, "Network.Assign"),
          new Need(Purpose.DEPLOY, Place.POOL, "Resource.AssignVMToPool"),
          new Need(Purpose.DEPLOY, Place.POOL, "VApp.Import"),
          new Need(Purpose.DEPLOY, Place.FOLDER, "VirtualMachine.Inventory.Create"),
          new Need(Purpose.DEPLOY, Place.FOLDER, "VirtualMachine.Config.AddNewDisk"),
          new Need(Purpose.DEPLOY, Place.FOLDER, "VirtualMachine.Config.AdvancedConfig"),
          new Need(Purpose.DEPLOY_ITEM, Place.FOLDER, "VApp.Import"),
          new Need(Purpose.CLONE, Place.FOLDER, "VirtualMachine.Provisioning.Clone"),
          new Need(Purpose.CLONE, Place.FOLDER, "VirtualMachine.Inventory.CreateFromExisting"),
          new Need(
              Purpose.CLONE_TEMPLATE, Place.TEMPLATE, "VirtualMachine.Provisioning.DeployTemplate"),
          new Need(
              Purpose.CLONE_TEMPLATE, Place.FOLDER, "VirtualMachine.Inventory.CreateFromExisting"),
          new Need(Purpose.CLONE_TEMPLATE, Place.FOLDER, "VirtualMachine.Config.AdvancedConfig"),
          new Need(Purpose.CLONE_TEMPLATE, Place.DATASTORE, "Datastore.AllocateSpace"),
          new Need(Purpose.CLONE_TEMPLATE, Place.NETWORK, "Network.Assign"),
          new Need(Purpose.CLONE_TEMPLATE, Place.POOL, "Resource.AssignVMToPool"),
          new Need(Purpose.CUSTOMIZE, Place.FOLDER, "VirtualMachine.Provisioning.Customize"),
          new Need(Purpose.CUSTOMIZE, Place.VCENTER, "VirtualMachine.Provisioning.ReadCustSpecs"),
          new Need(Purpose.RESIZE_VM, Place.FOLDER, "VirtualMachine.Config.CPUCount"),
          new Need(Purpose.RESIZE_VM, Place.FOLDER, "VirtualMachine.Config.Memory"),
          new Need(Purpose.RESERVE, Place.FOLDER, "VirtualMachine.Config.Resource"),
          new Need(Purpose.ANNOTATE, Place.FOLDER, "VirtualMachine.Config.Annotation"),
          new Need(Purpose.SET_OPTIONS, Place.FOLDER, "VirtualMachine.Config.AdvancedConfig"),
          new Need(Purpose.SNAPSHOT, Place.FOLDER, "VirtualMachine.State.CreateSnapshot"),
          new Need(Purpose.SNAPSHOT, Place.FOLDER, "VirtualMachine.State.RemoveSnapshot"),
          new Need(Purpose.WORK_IN_GUEST, Place.FOLDER, "VirtualMachine.GuestOperations.Execute"),
          new Need(Purpose.WORK_IN_GUEST, Place.FOLDER, "VirtualMachine.GuestOperations.Modify"),
          new Need(Purpose.WORK_IN_GUEST, Place.FOLDER, "VirtualMachine.GuestOperations.Query"),
          new Need(Purpose.TAG, Place.FOLDER, "InventoryService.Tagging.ObjectAttachable"),
          new Need(Purpose.TAG, Place.VCENTER, "InventoryService.Tagging.AttachTag"),
          new Need(Purpose.MARK, Place.FOLDER, "Global.SetCustomField"),
          new Need(Purpose.MARK, Place.VCENTER, Privileges.DEFINE_ATTRIBUTES),
          new Need(Purpose.RECONFIGURE, Place.CLUSTER, "Host.Inventory.EditCluster"),
          new Need(Purpose.ARRANGE_VAPP, Place.POOL, "VApp.Create"),
          new Need(Purpose.ARRANGE_VAPP, Place.POOL, "VApp.AssignVM"),
          new Need(Purpose.ARRANGE_VAPP, Place.POOL, "VApp.ApplicationConfig"),
          new Need(Purpose.ARRANGE_VAPP, Place.FOLDER, "VApp.AssignVM"),
          new Need(Purpose.POWER_ON, Place.FOLDER, "VirtualMachine.Interact.PowerOn"),
          new Need(Purpose.POWER_OFF, Place.FOLDER, "VirtualMachine.Interact.PowerOff"),
          new Need(Purpose.REMOVE_VM, Place.FOLDER, "VirtualMachine.Interact.PowerOff"),
          new Need(Purpose.REMOVE_VM, Place.FOLDER, "VirtualMachine.Inventory.Delete"),
          new Need(Purpose.REMOVE_VAPP, Place.POOL, "VApp.Unregister"),
          new Need(Purpose.REMOVE_FOLDER, Place.FOLDER, "Folder.Delete"),
          new Need(Purpose.REMOVE_POOL, Place.POOL, "Resource.DeletePool"));

  /** Needed only as long as our custom attributes are not defined. */
  static final String DEFINE_ATTRIBUTES = "Global.ManageCustomFields";

  private static final Logger LOG = LoggerFactory.getLogger(Privileges.class);

  private Privileges() {}

  /** A row of the table. */
  record Need(Purpose purpose, Place place, String privilege) {}

  /** An object that exists, and what it is called by the user. */
  record Asked(Place place, String name, ManagedObjectReference object) {}

  /**
   * What the user lacks on these objects for these purposes, asked with one {@code
   * HasPrivilegeOnEntities}; empty when vCenter does not answer that, for whatever reason: then it
   * will say so when it matters.
   */
  static Optional<List<MissingPrivilege>> missing(
      VSphereSession session, Collection<Asked> objects, Set<Purpose> purposes)
      throws InterruptedException {
    try {
      EntityPrivilege[] answer =
          session.call(
              "ask for the privileges of",
              "the user",
              vim ->
                  vim.hasPrivilegeOnEntities(
                      session.content().getAuthorizationManager(),
                      objects.stream()
                          .map(Asked::object)
                          .distinct()
                          .toArray(ManagedObjectReference[]::new),
                      session.key(),
                      TABLE.stream()
                          .filter(need -> purposes.contains(need.purpose()))
                          .map(Need::privilege)
                          .distinct()
                          .toArray(String[]::new)));
      return answer == null ? Optional.empty() : Optional.of(missing(answer, objects));
    } catch (PortException e) {
      LOG.debug("cannot ask for privileges: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** A privilege that the answer does not speak of counts as held. */
  static List<MissingPrivilege> missing(EntityPrivilege[] answer, Collection<Asked> objects) {
    Map<ManagedObjectReference, Set<String>> denied = new HashMap<>();
    for (EntityPrivilege each : answer) {
      if (each.getPrivAvailability() != null) {
        for (PrivilegeAvailability privilege : each.getPrivAvailability()) {
          if (!privilege.isIsGranted()) {
            denied
                .computeIfAbsent(each.getEntity(), key -> new HashSet<>())
                .add(privilege.getPrivId());
          }
        }
      }
    }
    List<MissingPrivilege> missing = new ArrayList<>();
    for (Asked asked : objects) {
      Set<String> here = denied.getOrDefault(asked.object(), Set.of());
      TABLE.stream()
          .filter(need -> need.place() == asked.place() && here.contains(need.privilege()))
          .map(need ->
              new MissingPrivilege(need.privilege(), need.purpose(), need.place(), asked.name()))
          .forEach(missing::add);
    }
    return missing;
  }

  /** What is missing still where our custom attributes are defined. */
  static List<MissingPrivilege> withoutDefining(List<MissingPrivilege> missing) {
    return missing.stream().filter(each -> !each.privilege().equals(DEFINE_ATTRIBUTES)).toList();
  }
}
