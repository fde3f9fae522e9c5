/**
 * Gets the values of secrets from where the inventory file says they are. Uses {@code port}, {@code
 * model} and {@code diag}.
 */
@NullMarked
package dev.slipway.secrets;

import org.jspecify.annotations.NullMarked;
