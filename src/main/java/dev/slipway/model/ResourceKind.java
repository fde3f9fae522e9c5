package dev.slipway.model;

/** What kinds of things a plan can change, with the word that their addresses begin with. */
public enum ResourceKind {
  FOLDER("folder"),
  POOL("pool"),
  /** Of a content library. */
  ITEM("item"),
  VM("vm"),
  HA("ha"),
  DRS("drs"),
  /** What one VM has of its own of vSphere HA. */
  HA_OVERRIDE("ha-override"),
  /** What one VM has of its own of DRS. */
  DRS_OVERRIDE("drs-override"),
  RULE("rule"),
  VAPP("vapp"),
  MEMBERSHIP("membership"),
  /** What a sequence has set up on a node. */
  CONFIGURATION("configuration");

  private final String word;

  ResourceKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
