/**
 * Runs single steps of sequences on a node: rendered, prompts answered, output checked, captures
 * taken, proofs asked. Knows the outside through {@code port} only. May use {@code diag}, {@code
 * model} and {@code port}.
 */
@NullMarked
package dev.slipway.sequence;

import org.jspecify.annotations.NullMarked;
