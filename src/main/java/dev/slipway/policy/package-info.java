/**
 * Rules that plans must meet: built-in ones and those of policy files, whose conditions are written
 * in CEL. Uses {@code diag}, {@code model}, {@code yaml}, {@code blueprint} and {@code plan}.
 */
@NullMarked
package dev.slipway.policy;

import org.jspecify.annotations.NullMarked;
