package dev.slipway.cli;

/** What may be contacted while files are read, and so what has to be at hand for it. */
enum Connectivity {
  /** Nothing: wherever secrets, keys and packages are, nobody looks there. */
  NONE,
  /** Servers of packages, but no vCenter and no node, so that no secret has to be there. */
  PACKAGES,
  /** All that the files name. */
  FULL;

  /** Whether secrets must be there, and what is needed to log in to nodes. */
  boolean needsSecrets() {
    return this == FULL;
  }

  /** Whether the private key must be there, of which nodes are told the public one. */
  boolean needsPrivateKey() {
    return this != NONE;
  }
}
