package dev.slipway.cli;

import dev.slipway.blueprint.Inventory;
import dev.slipway.vsphere.FirstContact;
import org.jspecify.annotations.Nullable;

/**
 * Where a blueprint goes: what the inventory file says, and what was begun because of it.
 *
 * @param contact the vCenter, spoken to already; null where that was not worth it
 */
record Destination(Inventory inventory, @Nullable FirstContact contact, NodeLogins logins) {}
