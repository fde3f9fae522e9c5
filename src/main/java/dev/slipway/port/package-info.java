/**
 * The outside as Slipway needs it: a vCenter, remote shells, secrets, templates. Adapters implement
 * these; {@code apply}, {@code observe} and {@code sequence} know nothing else of the outside. May
 * use {@code diag}, {@code model} and {@code ovf}.
 */
@NullMarked
package dev.slipway.port;

import org.jspecify.annotations.NullMarked;
