/** One class for each behaviour that users rely on, through the whole program. */
@NullMarked
package dev.slipway.scenario;

import org.jspecify.annotations.NullMarked;
