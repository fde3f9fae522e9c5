/**
 * Judges how a cluster of appliances fares: what has happened, and what follows from it. Pure. Uses
 * {@code model}.
 */
@NullMarked
package dev.slipway.status;

import org.jspecify.annotations.NullMarked;
