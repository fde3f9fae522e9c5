package dev.slipway.plan;

/** What happens to a resource. */
public enum Action {
  CREATE,
  UPDATE,
  /** Destroyed, then created anew. */
  REPLACE,
  DELETE,
  NONE,
  /** Something must be done that Slipway will not or cannot do; an error says what. */
  BLOCKED
}
