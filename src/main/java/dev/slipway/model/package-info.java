/**
 * The words of the product as values: addresses, desired and observed resources, secrets. Uses
 * {@code diag} and nothing else.
 */
@NullMarked
package dev.slipway.model;

import org.jspecify.annotations.NullMarked;
