package dev.slipway.model;

/**
 * A VM whose guest reports an address that a node is to have; it may be that node.
 *
 * @param reference the managed object id, such as {@code vm-42}
 */
public record AddressHolder(String address, String reference, String name, boolean poweredOn) {}
