/**
 * Systems of several appliances as data: their definitions, and what a blueprint of one needs by
 * their arithmetic. Uses {@code diag}, {@code model}, {@code yaml}, {@code blueprint} and {@code
 * appliance}.
 */
@NullMarked
package dev.slipway.system;

import org.jspecify.annotations.NullMarked;
