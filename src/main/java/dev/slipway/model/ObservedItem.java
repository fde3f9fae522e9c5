package dev.slipway.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An item of a content library as vCenter shows it.
 *
 * @param madeFrom what {@link PackageUpload#digest} was of the package that Slipway made it from;
 *     empty when somebody else made it
 * @param files checksums by name, written as {@code SHA256:} and hexadecimal digits, empty where
 *     the library states none; no files at all until an upload is complete
 */
public record ObservedItem(LibraryItem item, String madeFrom, SortedMap<String, String> files) {
  public ObservedItem {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** An item with its files in the order of their names. */
  public ObservedItem(LibraryItem item, String madeFrom, Map<String, String> files) {
    this(item, madeFrom, new TreeMap<>(files));
  }

  /** Whether it is what a run of ours left that was cut off in its upload. */
  public boolean isHalfMade() {
    return !madeFrom.isEmpty() && files.isEmpty();
  }
}
