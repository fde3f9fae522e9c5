/** Peers that tests talk to. May use {@code model} and {@code port}. */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
