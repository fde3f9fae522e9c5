/**
 * Compares what is wanted with what is, and says what to do about it. Everything here is a value or
 * a pure function: no I/O, no clock, no logging. Uses {@code diag} and {@code model}.
 */
@NullMarked
package dev.slipway.plan;

import org.jspecify.annotations.NullMarked;
