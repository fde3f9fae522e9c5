package dev.slipway.model;

import java.util.Comparator;

/** What people call an item of a content library, whether it is there or not. */
public record ItemName(String library, String name) implements Comparable<ItemName> {
  private static final Comparator<ItemName> ORDER =
      Comparator.comparing(ItemName::library).thenComparing(ItemName::name);

  /** What people call it. */
  public String words() {
    return "item %s of library %s".formatted(name, library);
  }

  /** Library and item with a slash between. */
  public String path() {
    return library + "/" + name;
  }

  @Override
  public int compareTo(ItemName other) {
    return ORDER.compare(this, other);
  }
}
