package dev.slipway.appliance;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.appliance.ApplianceDefinition.Role;
import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Value;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The case of a definition that brings none: what is required, and a node or more of each role. */
public final class MadeUpTest {
  private MadeUpTest() {}

  /**
   * Makes it.
   *
   * @param folder where its file would be
   */
  public static ApplianceTest of(ApplianceDefinition definition, Path folder) {
    Map<String, String> settings = new LinkedHashMap<>();
    definition.settings().values().stream()
        .filter(setting -> setting.required() && setting.defaultValue() == null)
        .forEach(setting -> settings.put(setting.name(), value(setting)));
    List<String> nodes = new ArrayList<>();
    for (Role role : definition.roles().values()) {
      int count = isSupported(role, settings) ? Math.max(role.minimum(), 1) : role.minimum();
      for (int i = 0; i < Math.min(count, role.maximum()); i++) {
        nodes.add("{role: " + quoted(role.name()) + "}");
      }
    }
    String text =
        "settings: {%s}\nnodes: [%s]\n"
            .formatted(
                settings.entrySet().stream()
                    .map(each -> each.getKey() + ": " + quoted(each.getValue()))
                    .collect(Collectors.joining(", ")),
                String.join(", ", nodes));
    Path file = folder.resolve("made-up.yaml");
    YamlNode blueprint = YamlDocument.parse(file.toString(), text, new Diagnostics());
    return new ApplianceTest(
        file,
        "made-up",
        (YamlNode.Mapping) Objects.requireNonNull(blueprint),
        null,
        null,
        Map.of(),
        null,
        List.of(),
        List.of(),
        List.of());
  }

  private static boolean isSupported(Role role, Map<String, String> settings) {
    Map<String, Value> values = new HashMap<>();
    settings.forEach((name, text) -> values.put(name, Value.plain(text)));
    return role.conditions().stream().allMatch(each -> each.brokenBy(values).isEmpty());
  }

  private static String value(Setting setting) {
    if (!setting.values().isEmpty()) {
      return setting.values().getFirst();
    }
    return switch (setting.type()) {
      case STRING -> "made-up";
      case INTEGER -> "1";
      case BOOLEAN -> "true";
      case SECRET -> "${secret:" + setting.name() + "}";
    };
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
