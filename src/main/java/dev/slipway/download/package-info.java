/** Fetches packages over HTTP into a cache. Uses {@code diag}, {@code model} and {@code port}. */
@NullMarked
package dev.slipway.download;

import org.jspecify.annotations.NullMarked;
