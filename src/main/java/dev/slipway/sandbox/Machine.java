package dev.slipway.sandbox;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A VM of the sandbox as its appliance sees itself.
 *
 * @param authorizedKey line in OpenSSH's form; empty for none
 * @param facts what its script remembers
 * @param hostKey of its SSH server
 */
record Machine(
    String name,
    String address,
    String personality,
    String authorizedKey,
    boolean poweredOn,
    Map<String, String> facts,
    StoredKey hostKey) {
  Machine {
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /**
   * The key that is let in: the one that its script remembers as such, or that it was born with.
   */
  String acceptedKey() {
    return facts.getOrDefault("authorizedKey", authorizedKey);
  }

  Machine with(Map<String, String> newFacts) {
    Map<String, String> all = new HashMap<>(facts);
    all.putAll(newFacts);
    return new Machine(name, address, personality, authorizedKey, poweredOn, all, hostKey);
  }

  Machine poweredOff() {
    return new Machine(name, address, personality, authorizedKey, false, facts, hostKey);
  }

  /** What templates see of it. */
  Map<String, String> values() {
    Map<String, String> values = new HashMap<>(facts);
    values.put("name", name);
    values.put("address", address);
    values.put("personality", personality);
    values.put("poweredOn", Boolean.toString(poweredOn));
    return values;
  }
}
