package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.model.HeldLock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Shows locks to people and to machines. */
public final class LockView {
  private LockView() {}

  /** A table, or a sentence when there are none. */
  public static String text(List<HeldLock> locks) {
    if (locks.isEmpty()) {
      return "No lock is held.\n";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LOCK", "HELD BY", "SINCE", "LEASE"));
    for (HeldLock lock : locks) {
      rows.add(
          List.of(
              lock.name().text(),
              lock.holder().toString(),
              lock.since().truncatedTo(ChronoUnit.SECONDS).toString(),
              lock.hasEnded()
                  ? "ended " + -lock.remaining().toSeconds() + " s ago"
                  : "ends in " + lock.remaining().toSeconds() + " s unless renewed"));
    }
    return Table.render(rows);
  }

  /** One line of JSON. */
  public static String json(List<HeldLock> locks) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format_version", "1.0");
    ArrayNode list = document.putArray("locks");
    for (HeldLock lock : locks) {
      ObjectNode each = list.addObject();
      each.put("name", lock.name().text());
      each.put("user", lock.holder().user());
      each.put("host", lock.holder().host());
      each.put("process", lock.holder().process());
      each.put("command", lock.holder().command());
      each.put("since", lock.since().toString());
      each.put("until", lock.until().toString());
      each.put("ended", lock.hasEnded());
    }
    return document.toString();
  }
}
