/**
 * The port to databases, over JDBC; JDBC is known here only. A driver is looked for when the first
 * statement is executed. May use {@code diag}, {@code model} and {@code port}.
 */
@NullMarked
package dev.slipway.sql;

import org.jspecify.annotations.NullMarked;
