package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/** The stable name of a resource in plans, events and output, such as {@code vm/app-lon-1}. */
public record Address(ResourceKind kind, String name) {
  /** Every plan keeps addresses in maps, and a record's own method is made at run time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address address && kind == address.kind && name.equals(address.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return kind.word() + "/" + name;
  }
}
