package dev.slipway.plan;

import dev.slipway.model.Value;
import java.util.List;

/** One side of an attribute's change, as far as a plan may know and show it. */
public sealed interface Attribute {
  /** A known value. */
  record Text(String text) implements Attribute {}

  /** Several known values. */
  record Listing(List<String> items) implements Attribute {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /** A value that is not shown. */
  record Sensitive() implements Attribute {}

  /** A value that only {@code apply} brings to light. */
  record KnownAfterApply() implements Attribute {}

  /** No value. */
  record Absent() implements Attribute {}

  static Attribute text(Object value) {
    return new Text(String.valueOf(value));
  }

  static Attribute of(Value value) {
    return switch (value) {
      case Value.Plain(String text) -> new Text(text);
      case Value.Confidential confidential -> new Sensitive();
    };
  }
}
