package dev.slipway.port;

import dev.slipway.model.Secret;
import dev.slipway.model.Value;

/** Gives the values behind {@code ${secret:NAME}} references. */
public interface SecretStore {
  /**
   * The value with all references resolved.
   *
   * @throws PortException when no source of a secret gives a value
   */
  Secret resolve(Value value);
}
