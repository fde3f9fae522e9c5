/**
 * The locks of one run: waited for, kept alive while they are held, given up at the end. Uses
 * {@code diag}, {@code model} and {@code port}.
 */
@NullMarked
package dev.slipway.lock;

import org.jspecify.annotations.NullMarked;
