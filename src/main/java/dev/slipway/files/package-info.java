/** Files that are written as a whole and for their owner alone. */
@NullMarked
package dev.slipway.files;

import org.jspecify.annotations.NullMarked;
