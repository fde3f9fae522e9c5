package dev.slipway.plan;

/**
 * The change of one attribute of a resource.
 *
 * @param path its name, such as {@code vmMonitoring} or {@code properties["app.ip0"]}
 * @param drift whether the blueprint wants what it wanted at the last apply, so that the difference
 *     was made outside; false as well when it is not known
 */
public record AttributeChange(String path, Attribute before, Attribute after, boolean drift) {
  /** A change of which it is not known that it was made outside. */
  public AttributeChange(String path, Attribute before, Attribute after) {
    this(path, before, after, false);
  }

  AttributeChange asDrift() {
    return new AttributeChange(path, before, after, true);
  }

  static AttributeChange created(String path, Attribute after) {
    return new AttributeChange(path, new Attribute.Absent(), after);
  }

  static AttributeChange deleted(String path, Attribute before) {
    return new AttributeChange(path, before, new Attribute.Absent());
  }
}
