/**
 * Reaches nodes over the network without logging in. May use {@code diag}, {@code model} and {@code
 * port}.
 */
@NullMarked
package dev.slipway.network;

import org.jspecify.annotations.NullMarked;
