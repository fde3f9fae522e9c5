/**
 * The command line: binds options, wires adapters to ports, and turns results into output and exit
 * codes. The only package that may know all others.
 */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
