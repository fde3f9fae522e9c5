/**
 * Saved plans and snapshots as files: the one place that knows how desired and observed resources
 * are written down. May use {@code diag}, {@code model}, {@code plan}, {@code policy} and {@code
 * view}.
 */
@NullMarked
package dev.slipway.planfile;

import org.jspecify.annotations.NullMarked;
