package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * A datastore as {@code summary} shows it.
 *
 * @param freeBytes {@code freeSpace}; null when vCenter does not tell
 * @param usable whether some host reaches it and it is in no kind of maintenance
 */
public record ObservedDatastore(String name, @Nullable Long freeBytes, boolean usable) {}
