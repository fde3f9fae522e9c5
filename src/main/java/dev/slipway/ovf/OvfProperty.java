package dev.slipway.ovf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A property of a product section (DSP0243, 9.5).
 *
 * @param key {@code [class.]id[.instance]}, the form of the vSphere API
 * @param type such as {@code string}, {@code boolean}, {@code uint16}
 * @param qualifiers such as {@code MinLen(1)}, {@code ValueMap{"a","b"}}, as written
 * @param defaultValue null when there is none
 * @param password whether the value must not be shown
 * @param classId of its section, which the key begins with; empty when it has none
 * @param instanceId of its section, which the key ends with; empty when it has none
 */
public record OvfProperty(
    String key,
    String type,
    List<String> qualifiers,
    @Nullable String defaultValue,
    boolean userConfigurable,
    boolean password,
    String label,
    String description,
    String classId,
    String instanceId) {
  public OvfProperty {
    qualifiers = List.copyOf(qualifiers);
  }

  /** A property of a section without class and instance. */
  public OvfProperty(
      String key,
      String type,
      List<String> qualifiers,
      @Nullable String defaultValue,
      boolean userConfigurable,
      boolean password,
      String label,
      String description) {
    this(
        key,
        type,
        qualifiers,
        defaultValue,
        userConfigurable,
        password,
        label,
        description,
        "",
        "");
  }

  /** What the section itself calls it: the key without class and instance. */
  public String id() {
    int start = classId.isEmpty() ? 0 : classId.length() + 1;
    int end = key.length() - (instanceId.isEmpty() ? 0 : instanceId.length() + 1);
    return key.substring(start, end);
  }

  /** Whether deployment must give a value, because the default is none that would be accepted. */
  public boolean needsValue() {
    String standard = defaultValue == null ? "" : defaultValue;
    return userConfigurable && PropertyCheck.problem(this, standard).isPresent();
  }
}
