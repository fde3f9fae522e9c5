/** Problems that are told to the user: what is wrong, where, why, and how to mend it. */
@NullMarked
package dev.slipway.diag;

import org.jspecify.annotations.NullMarked;
