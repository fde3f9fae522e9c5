/**
 * vCenter through its SOAP API. The only package that may use yavijava, and of it only the
 * generated types and the stubs of {@code VimPortType}: the transport is our own. May use {@code
 * diag}, {@code model}, {@code ovf} and {@code port}.
 */
@NullMarked
package dev.slipway.vsphere;

import org.jspecify.annotations.NullMarked;
