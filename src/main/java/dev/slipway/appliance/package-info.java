/**
 * Appliance definitions: what Slipway knows about one product, read from its folder under {@code
 * templates/}. Uses {@code diag}, {@code model} and the YAML reader of {@code blueprint}.
 */
@NullMarked
package dev.slipway.appliance;

import org.jspecify.annotations.NullMarked;
