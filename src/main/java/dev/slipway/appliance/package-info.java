/**
 * Appliance definitions: what Slipway knows about one product, read from its folder under {@code
 * templates/}, and what that means for a blueprint. Uses {@code diag}, {@code model}, {@code yaml}
 * and {@code blueprint}.
 */
@NullMarked
package dev.slipway.appliance;

import org.jspecify.annotations.NullMarked;
