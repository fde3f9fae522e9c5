/**
 * Turns results into text, JSON, Markdown and HTML. Nothing else prints. Uses {@code diag}, {@code
 * model}, {@code ovf}, {@code plan}, {@code apply}'s events, and {@code port} to have documents
 * rendered.
 */
@NullMarked
package dev.slipway.view;

import org.jspecify.annotations.NullMarked;
