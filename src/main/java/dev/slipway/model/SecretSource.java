package dev.slipway.model;

import java.nio.file.Path;

/** Where an inventory file says that a secret comes from. */
public sealed interface SecretSource {
  /** An environment variable. */
  record Environment(String variable) implements SecretSource {}

  /** A file; one trailing line break is not part of the secret. */
  record File(Path path) implements SecretSource {}

  /** The standard output of a shell command; one trailing line break is not part of the secret. */
  record Command(String command) implements SecretSource {}

  /** A random value made once and kept with the sandbox's state; refused for a real vCenter. */
  record Generate(int length) implements SecretSource {
    public Generate {
      if (length < 8 || length > 128) {
        throw new IllegalArgumentException("length must be 8 to 128");
      }
    }
  }
}
