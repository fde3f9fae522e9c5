package dev.slipway.cli;

import dev.slipway.blueprint.Inventory;
import dev.slipway.port.LockStore;
import dev.slipway.port.VCenter;
import dev.slipway.sandbox.SandboxLocks;
import org.jspecify.annotations.Nullable;

/**
 * The locks of the datacenter that an inventory file names, without any blueprint.
 *
 * @param vcenter the session they are reached through; null in the sandbox
 */
record LockSite(LockStore store, @Nullable VCenter vcenter) implements AutoCloseable {
  static LockSite open(Terminal terminal, Inventory inventory) throws InterruptedException {
    String datacenter = inventory.placement().datacenter().value();
    if (inventory.isSandbox()) {
      return new LockSite(
          SandboxLocks.open(
              InventoryPorts.sandboxFolder(terminal, inventory), datacenter, terminal.clock()),
          null);
    }
    VCenter vcenter =
        InventoryPorts.connect(inventory, InventoryPorts.secrets(terminal, inventory));
    return new LockSite(vcenter.locks(datacenter), vcenter);
  }

  @Override
  public void close() {
    if (vcenter != null) {
      vcenter.close();
    }
  }
}
