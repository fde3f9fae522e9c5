package dev.slipway.sequence;

/**
 * What came of a command that succeeded.
 *
 * @param captures those of before and the new ones
 * @param attempts how often it was run, from 1
 */
public record Captured(Captures captures, int attempts) {}
