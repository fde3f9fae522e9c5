/**
 * YAML with exact positions: parsed into nodes that know where they were written, and a reader that
 * collects what is wrong with them. SnakeYAML is used here and nowhere else. Uses {@code diag}.
 */
@NullMarked
package dev.slipway.yaml;

import org.jspecify.annotations.NullMarked;
