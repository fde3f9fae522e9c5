package dev.slipway.template;

import dev.slipway.model.Secret;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values below a dotted name, such as {@code ip} and {@code name} below {@code node}. */
final class Names {
  private final String path;
  private final Map<String, Object> below = new TreeMap<>();

  Names(String path) {
    this.path = path;
  }

  void put(String name, Secret value) {
    String[] parts = name.split("\\.", 2);
    if (parts.length == 1) {
      below.put(name, plain(value));
    } else if (below.computeIfAbsent(parts[0], first -> new Names(path + "." + first))
        instanceof Names names) {
      names.put(parts[1], value);
    } else {
      throw new IllegalArgumentException(path + "." + parts[0] + " is a value: " + name);
    }
  }

  /** The value or the names below a name. */
  Object get(String name) {
    Object found = below.get(name);
    if (found == null) {
      throw new Unknown(
          path + "." + name, below.keySet().stream().map(known -> path + "." + known).toList());
    }
    return found;
  }

  /** The value as templates see it. */
  static Object plain(Secret value) {
    String text = value.reveal();
    return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
  }

  /** Shows where in a message it stands, never a value. */
  @Override
  public String toString() {
    throw new Unknown(path, below.keySet().stream().map(known -> path + "." + known).toList());
  }

  /** A template named a value that there is not. */
  static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String written;
    private final transient List<String> known;

    Unknown(String written, Collection<String> known) {
      super(written);
      this.written = written;
      this.known = List.copyOf(known);
    }

    String written() {
      return written;
    }

    Collection<String> known() {
      return known;
    }
  }
}
