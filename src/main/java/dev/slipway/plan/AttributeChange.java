package dev.slipway.plan;

/**
 * The change of one attribute of a resource.
 *
 * @param path its name, such as {@code vmMonitoring} or {@code properties["hcc.ip0"]}
 */
public record AttributeChange(String path, Attribute before, Attribute after) {
  static AttributeChange created(String path, Attribute after) {
    return new AttributeChange(path, new Attribute.Absent(), after);
  }

  static AttributeChange deleted(String path, Attribute before) {
    return new AttributeChange(path, before, new Attribute.Absent());
  }
}
