package dev.slipway.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What says on a VM or folder that it is ours (DESIGN.md, decision 6). A VM is born with {@link
 * #BLUEPRINT} and {@link #NODE} in its extra configuration, and gets all of them as custom
 * attributes once its deployment is complete: so a half-made VM of ours can be told from a whole
 * one and from a foreign one.
 */
public final class Marks {
  public static final String BLUEPRINT = "slipway.blueprint";
  public static final String NODE = "slipway.node";

  /** Digest of the inputs that matter at creation only, secrets excluded. */
  public static final String SOURCE = "slipway.source";

  /** Fingerprint of the SSH host key seen at first contact. */
  public static final String HOST_KEY = "slipway.hostKey";

  /** Fingerprints of the certificates seen at first contact, by port. */
  public static final String CERTIFICATES = "slipway.certificates";

  /** Fingerprints of what the last apply that was proven had brought about. */
  public static final String APPLIED = "slipway.applied";

  /** The steps of a sequence that are done on a node, or begun, while it is under way. */
  public static final String CHECKPOINT = "slipway.checkpoint";

  /** {@code true} on a VM that must not be destroyed, whatever a blueprint says by then. */
  public static final String PREVENT_DESTROY = "slipway.preventDestroy";

  /** What {@link #SOURCE} says of a VM that was taken over: nobody knows what it came from. */
  public static final String ADOPTED = "adopted";

  /** On a folder that stands for a lock: who holds it, and until when. */
  public static final String LOCK = "slipway.lock";

  /** The names of the marks that every apply sets. */
  public static final Set<String> ALL =
      Set.of(BLUEPRINT, NODE, SOURCE, HOST_KEY, CERTIFICATES, APPLIED, CHECKPOINT, LOCK);

  /** What a run has learned of one guest, and what is not so of its clone. */
  private static final List<String> LEARNED = List.of(HOST_KEY, CERTIFICATES, APPLIED, CHECKPOINT);

  private Marks() {}

  /** The marks a VM is born with. */
  public static Map<String, String> atBirth(String blueprint, String node) {
    return new TreeMap<>(Map.of(BLUEPRINT, blueprint, NODE, node));
  }

  /**
   * The marks of a VM whose deployment is complete, to be set in this order: {@link #NODE}, by
   * which a whole VM is told, comes last.
   */
  public static SequencedMap<String, String> whenComplete(
      String blueprint, String node, String source) {
    return whenComplete(new LinkedHashMap<>(), blueprint, node, source);
  }

  /**
   * The same of a clone of a node that was set up: what was learned of that node, which vCenter may
   * copy, is emptied first.
   */
  public static SequencedMap<String, String> whenCloned(
      String blueprint, String node, String source) {
    SequencedMap<String, String> marks = new LinkedHashMap<>();
    LEARNED.forEach(mark -> marks.put(mark, ""));
    return whenComplete(marks, blueprint, node, source);
  }

  private static SequencedMap<String, String> whenComplete(
      SequencedMap<String, String> marks, String blueprint, String node, String source) {
    marks.put(BLUEPRINT, blueprint);
    marks.put(SOURCE, source);
    marks.put(NODE, node);
    return marks;
  }
}
