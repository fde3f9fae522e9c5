package dev.slipway.planfile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what differs between two JSON values, attribute by attribute. */
final class Differences {
  private final List<String> found = new ArrayList<>();

  private Differences() {}

  /** A line for each attribute, such as {@code vms.app-1.powered_on: false -> true}. */
  static List<String> between(JsonNode then, JsonNode now) {
    Differences differences = new Differences();
    differences.compare("", then, now);
    return differences.found;
  }

  private void compare(String path, JsonNode then, JsonNode now) {
    if (then.equals(now)) {
      return;
    }
    if ((then.isObject() && now.isObject()) || (then.isArray() && now.isArray())) {
      Map<String, JsonNode> before = members(then);
      Map<String, JsonNode> after = members(now);
      Set<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        compare(
            path.isEmpty() || name.startsWith("[") ? path + name : path + "." + name,
            before.getOrDefault(name, then.path(-1)),
            after.getOrDefault(name, now.path(-1)));
      }
    } else {
      found.add(path + ": " + text(then) + " -> " + text(now));
    }
  }

  /** Members of an object by name; of an array by the name that each has, or else by place. */
  private static Map<String, JsonNode> members(JsonNode container) {
    Map<String, JsonNode> members = new TreeMap<>();
    if (container.isObject()) {
      container.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      return members;
    }
    for (int index = 0; index < container.size(); index++) {
      JsonNode item = container.get(index);
      members.put("[" + (item.has("name") ? item.get("name") : index) + "]", item);
    }
    return members;
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "(none)";
    }
    return value.isObject() ? "(exists)" : value.toString();
  }
}
