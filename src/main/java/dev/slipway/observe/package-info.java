/**
 * Looks at what a blueprint names, in vCenter and on the appliances, and changes nothing. Uses
 * {@code model}, {@code port} and {@code sequence}.
 */
@NullMarked
package dev.slipway.observe;

import org.jspecify.annotations.NullMarked;
