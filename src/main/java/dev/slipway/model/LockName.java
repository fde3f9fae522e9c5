package dev.slipway.model;

/**
 * What a lock is for, as people write it: {@code blueprint/app-london}, {@code cluster/mgmt-01}.
 */
public record LockName(String text) {
  public LockName {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not the name of a lock");
    }
  }

  /** Keeps apart the runs that change what one blueprint describes. */
  public static LockName ofBlueprint(String blueprint) {
    return new LockName("blueprint/" + blueprint);
  }

  /** Lets edits of one cluster follow each other, whichever blueprints they are for. */
  public static LockName ofCluster(String cluster) {
    return new LockName("cluster/" + cluster);
  }

  /** Lets uploads to one item of a content library follow each other. */
  public static LockName ofItem(ItemName item) {
    return new LockName("item/" + item.path());
  }

  @Override
  public String toString() {
    return text;
  }
}
