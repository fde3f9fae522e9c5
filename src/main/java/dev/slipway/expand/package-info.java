/**
 * Turns what the user wrote (blueprint, inventory file, appliance definition) and what the package
 * wants into desired resources, and reports where the four do not fit together. Uses {@code diag},
 * {@code model}, {@code blueprint}, {@code appliance} and {@code ovf}.
 */
@NullMarked
package dev.slipway.expand;

import org.jspecify.annotations.NullMarked;
