/**
 * The sandbox: what stands in for vCenter and appliances where there are none. May use {@code
 * diag}, {@code model}, {@code port} and {@code ovf}.
 */
@NullMarked
package dev.slipway.sandbox;

import org.jspecify.annotations.NullMarked;
