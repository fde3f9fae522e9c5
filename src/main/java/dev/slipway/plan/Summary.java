package dev.slipway.plan;

import java.util.List;

/**
 * How many resources a plan adds, changes and destroys; a replacement is one added and one
 * destroyed.
 */
public record Summary(int added, int changed, int destroyed) {
  static Summary of(List<Change> changes) {
    int added = 0;
    int changed = 0;
    int destroyed = 0;
    for (Change change : changes) {
      switch (change.action()) {
        case CREATE -> added++;
        case UPDATE -> changed++;
        case DELETE -> destroyed++;
        case REPLACE -> {
          added++;
          destroyed++;
        }
        case NONE, BLOCKED -> {}
      }
    }
    return new Summary(added, changed, destroyed);
  }
}
