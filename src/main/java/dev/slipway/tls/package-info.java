/** TLS: whose certificates are trusted. */
@NullMarked
package dev.slipway.tls;

import org.jspecify.annotations.NullMarked;
