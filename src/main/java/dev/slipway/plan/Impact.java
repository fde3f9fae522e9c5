package dev.slipway.plan;

/** What a change means for what is running. */
public enum Impact {
  NONE("none"),
  IN_PLACE("in-place"),
  POWER_CYCLE("power-cycle"),
  RECREATE("recreate");

  private final String word;

  Impact(String word) {
    this.word = word;
  }

  /** The word used in every output. */
  public String word() {
    return word;
  }
}
