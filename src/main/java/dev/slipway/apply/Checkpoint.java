package dev.slipway.apply;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a sequence has come on a node. It is kept as a mark on the VM while the sequence is under
 * way, so that a run on any machine goes on where another one ended.
 *
 * @param done names of steps that ended well
 * @param begun names of steps that must not run twice and of which nobody knows how they ended
 */
record Checkpoint(String sequence, SortedSet<String> done, SortedSet<String> begun) {
  Checkpoint {
    done = Collections.unmodifiableSortedSet(new TreeSet<>(done));
    begun = Collections.unmodifiableSortedSet(new TreeSet<>(begun));
  }

  static Checkpoint start(String sequence) {
    return new Checkpoint(sequence, new TreeSet<>(), new TreeSet<>());
  }

  /** What a mark says of a sequence: nothing when it is absent, or of another sequence. */
  static Checkpoint read(String sequence, @Nullable String mark) {
    String[] parts = mark == null ? new String[0] : mark.split(";", -1);
    return parts.length == 3 && parts[0].equals(sequence)
        ? new Checkpoint(sequence, names(parts[1]), names(parts[2]))
        : start(sequence);
  }

  /** The text of the mark. */
  String write() {
    return sequence + ";" + String.join(",", done) + ";" + String.join(",", begun);
  }

  boolean isDone(String step) {
    return done.contains(step);
  }

  boolean isBegun(String step) {
    return begun.contains(step);
  }

  Checkpoint beginning(String step) {
    SortedSet<String> more = new TreeSet<>(begun);
    more.add(step);
    return new Checkpoint(sequence, done, more);
  }

  Checkpoint ending(String step) {
    SortedSet<String> more = new TreeSet<>(done);
    more.add(step);
    return new Checkpoint(sequence, more, failing(step).begun);
  }

  /** A step is known to have failed, and may be tried again. */
  Checkpoint failing(String step) {
    SortedSet<String> fewer = new TreeSet<>(begun);
    fewer.remove(step);
    return new Checkpoint(sequence, done, fewer);
  }

  private static SortedSet<String> names(String list) {
    return Arrays.stream(list.split(","))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
