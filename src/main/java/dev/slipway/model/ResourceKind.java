package dev.slipway.model;

/** What kinds of things a plan can change, with the word that their addresses begin with. */
public enum ResourceKind {
  FOLDER("folder"),
  VM("vm"),
  HA("ha"),
  DRS("drs"),
  /** The vSphere HA restart priority of one VM. */
  HA_OVERRIDE("ha-override"),
  RULE("rule"),
  MEMBERSHIP("membership");

  private final String word;

  ResourceKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
