/**
 * Shells on nodes over SSH, host keys in OpenSSH's known hosts, and key pairs. The one place that
 * knows JSch. May use {@code diag}, {@code model}, {@code port} and {@code files}.
 */
@NullMarked
package dev.slipway.ssh;

import org.jspecify.annotations.NullMarked;
