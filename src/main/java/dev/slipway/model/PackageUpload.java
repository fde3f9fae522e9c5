package dev.slipway.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package on this machine that is put into a content library, and deployed from there.
 *
 * @param item what it is called there
 * @param file the OVF or OVA file
 * @param digest what stands for the content of the package, in hexadecimal
 * @param checksums of its files, by name, as in {@link ObservedItem#files}
 */
public record PackageUpload(
    ItemName item, Path file, String digest, SortedMap<String, String> checksums) {
  /** How the description of an item says what it was made from. */
  private static final Pattern MARK = Pattern.compile("slipway sha256:([0-9a-f]{64})");

  public PackageUpload {
    checksums = Collections.unmodifiableSortedMap(new TreeMap<>(checksums));
  }

  /** The same package at another place. */
  public PackageUpload at(Path place) {
    return new PackageUpload(item, place, digest, checksums);
  }

  /** The description of the item, by which {@link #madeFrom} tells what it was made from. */
  public String description() {
    return "%s, slipway sha256:%s".formatted(file.getFileName(), digest);
  }

  /** The digest of what an item was made from; empty when it is none of ours. */
  public static String madeFrom(String description) {
    Matcher mark = MARK.matcher(description);
    return mark.find() ? mark.group(1) : "";
  }

  /**
   * Whether an item holds this package. Its mark must say so, all files must be there, and none may
   * have another checksum, as far as both sides state one of the same kind: somebody may have put
   * other files into it.
   */
  public boolean isContentOf(ObservedItem seen) {
    return seen.madeFrom().equals(digest)
        && checksums.entrySet().stream().allMatch(file -> agrees(file, seen.files()));
  }

  private static boolean agrees(Map.Entry<String, String> file, Map<String, String> seen) {
    String there = seen.get(file.getKey());
    return there != null
        && (!kind(there).equals(kind(file.getValue())) || there.equalsIgnoreCase(file.getValue()));
  }

  private static String kind(String checksum) {
    return checksum.substring(0, Math.max(0, checksum.indexOf(':')));
  }
}
