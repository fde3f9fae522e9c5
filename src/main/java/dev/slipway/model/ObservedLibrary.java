package dev.slipway.model;

import java.util.Optional;

/**
 * What there is in the content libraries of one name.
 *
 * @param writable how many of them are local, so that items can be put into them
 * @param item the item that was looked for
 */
public record ObservedLibrary(int writable, Optional<ObservedItem> item) {}
