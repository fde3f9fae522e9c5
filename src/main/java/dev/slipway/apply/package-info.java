/**
 * Walks a plan's step graph: in parallel where it may, stopping cleanly, telling everything as
 * events. Knows the outside only through {@code port}. Uses {@code diag}, {@code model}, {@code
 * ovf}, {@code plan}, {@code port} and {@code sequence}.
 */
@NullMarked
package dev.slipway.apply;

import org.jspecify.annotations.NullMarked;
