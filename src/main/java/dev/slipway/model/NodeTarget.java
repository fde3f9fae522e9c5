package dev.slipway.model;

/**
 * A node as sequences see it.
 *
 * @param ip the planned address, which SSH is asked for too
 */
public record NodeTarget(String name, String role, String ip, VmPath vm) {}
