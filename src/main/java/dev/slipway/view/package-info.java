/**
 * Turns results into text and JSON. Nothing else prints. Uses {@code diag}, {@code model}, {@code
 * plan}, {@code ovf} and {@code apply}'s events.
 */
@NullMarked
package dev.slipway.view;

import org.jspecify.annotations.NullMarked;
