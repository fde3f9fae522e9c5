/**
 * Templates rendered with Velocity, which is known here alone. Templates see values by name and
 * nothing else: no Java, no files. May use {@code diag}, {@code model} and {@code port}.
 */
@NullMarked
package dev.slipway.template;

import org.jspecify.annotations.NullMarked;
