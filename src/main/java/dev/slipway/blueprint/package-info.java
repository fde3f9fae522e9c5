/**
 * Blueprints and inventory files: loaded from YAML with exact positions, variables expanded,
 * checked as far as they can be on their own. Uses {@code diag}, {@code model} and {@code yaml}.
 */
@NullMarked
package dev.slipway.blueprint;

import org.jspecify.annotations.NullMarked;
