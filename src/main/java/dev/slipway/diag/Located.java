package dev.slipway.diag;

/** A value together with the place where the user wrote it. */
public record Located<T>(T value, SourceRange range) {}
