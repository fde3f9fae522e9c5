package dev.slipway.model;

/** The stable name of a resource in plans, events and output, such as {@code vm/app-lon-1}. */
public record Address(ResourceKind kind, String name) {
  @Override
  public String toString() {
    return kind.word() + "/" + name;
  }
}
