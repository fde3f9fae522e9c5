/**
 * A vCenter that only repeats what a simulated one once answered to plans of the example blueprint.
 * The launcher plans against it after a build, so that what a plan needs of the JVM is in its
 * archive. May use nothing else of Slipway.
 */
@NullMarked
package dev.slipway.rehearsal;

import org.jspecify.annotations.NullMarked;
