/**
 * Reads OVF packages as the DMTF specification DSP0243 describes them: descriptor, manifest, and
 * the files of a folder or an OVA, always as a stream. Uses {@code diag} only.
 */
@NullMarked
package dev.slipway.ovf;

import org.jspecify.annotations.NullMarked;
