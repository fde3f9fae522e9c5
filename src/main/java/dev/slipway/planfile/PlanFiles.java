package dev.slipway.planfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.model.Placement;
import dev.slipway.view.PlanJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes and reads saved plans and snapshots, and judges whether they still hold. */
public final class PlanFiles {
  private static final int MOST_DIFFERENCES = 40;
  private static final List<String> PLAN_PARTS =
      List.of("operation", "blueprint", "blueprint_digest", "summary", "resource_changes", "steps");

  private final Document document;

  /**
   * Makes a reader and writer.
   *
   * @param workingDirectory what files below it are named relative to
   */
  public PlanFiles(Path workingDirectory) {
    document = new Document(workingDirectory);
  }

  /** Whether a text is meant to be a saved plan rather than a blueprint. */
  public static boolean isPlan(String text) {
    return text.stripLeading().startsWith("{")
        && text.contains('"' + Document.FORMAT_VERSION + '"');
  }

  /** The plan as text; of two plans of the same world only {@code created} differs. */
  public String write(SavedPlan saved) {
    ObjectNode root = document.begin(saved.created(), saved.slipwayVersion());
    root.setAll((ObjectNode) PlanJson.tree(saved.plan()).without(Document.FORMAT_VERSION));
    root.put("vcenter", saved.vcenter());
    root.put("appliance", saved.appliance());
    root.put("ssh_user", saved.sshUser());
    root.set("replaced", document.tree(saved.replaced()));
    root.set("desired", document.tree(saved.desired()));
    root.set("observed", document.tree(saved.observed()));
    root.set("judgement", document.tree(saved.judgement()));
    root.put("fingerprint", document.fingerprint(facts(saved.observed())));
    return document.seal(root);
  }

  /**
   * Reads a plan and makes it again: planning is pure, so it must come out as it was shown.
   *
   * @param file as the user named it
   * @throws DiagnosedException when the text is no plan, was edited, or this Slipway would do
   *     something else
   */
  public SavedPlan readPlan(String file, String text) {
    var opened = document.open(file, text, "saved plan", SavedPlan.class);
    ObjectNode now = PlanJson.tree(opened.content().plan());
    JsonNode then = opened.root().deepCopy().retain(PLAN_PARTS);
    List<String> differences = Differences.between(then, now.deepCopy().retain(PLAN_PARTS));
    if (!differences.isEmpty()) {
      throw new DiagnosedException(
          Document.altered(file, "the saved plan is not what this Slipway would do")
              .because(
                  "It was made by Slipway %s. Planned again from the same facts, this differs:\n%s"
                      .formatted(opened.content().slipwayVersion(), listed(differences))));
    }
    return opened.content();
  }

  /** What has changed since the plan was made; empty when it still holds. */
  public Optional<Diagnostic> staleness(SavedPlan saved, Observed now) {
    List<String> differences = Differences.between(facts(saved.observed()), facts(now));
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Diagnostic.error(Category.CONFLICT, "plan/stale", "the saved plan is out of date")
                .because(
                    "What it was made from has changed since %s:\n%s"
                        .formatted(saved.created(), listed(differences)))
                .advise("Nothing was changed. Plan again, and have the new plan reviewed."));
  }

  /**
   * What was seen, without the words of an appliance, which may tell the time of day, and without
   * what counts only as far as there is enough of it, which planning again finds out: the free
   * space of datastores and the user's privileges.
   */
  private JsonNode facts(Observed observed) {
    JsonNode facts = document.tree(observed);
    facts
        .at("/world/datastores/value")
        .forEach(datastore -> ((ObjectNode) datastore).remove("free_bytes"));
    ((ObjectNode) facts.path("world")).remove("missing_privileges");
    facts.path("memberships").forEach(sequence -> ((ObjectNode) sequence).remove("reason"));
    return facts;
  }

  /** The snapshot as text. */
  public String write(Snapshot snapshot) {
    ObjectNode root = document.begin(snapshot.created(), snapshot.slipwayVersion());
    root.setAll((ObjectNode) document.tree(snapshot));
    return document.seal(root);
  }

  /**
   * Reads a snapshot that was made for a blueprint.
   *
   * @param file as the user named it
   * @throws DiagnosedException when the text is no snapshot, was edited, or the blueprint's plan
   *     reads something else
   */
  public Snapshot readSnapshot(String file, String text, DesiredState desired) {
    Snapshot snapshot = document.open(file, text, "snapshot", Snapshot.class).content();
    List<String> differences = Differences.between(subject(snapshot), subject(desired));
    if (!differences.isEmpty()) {
      throw new DiagnosedException(
          Diagnostic.error("snapshot/other-subject", "the snapshot shows something else")
              .because(
                  "It does not have all that this plan reads. Snapshot and blueprint differ:\n"
                      + listed(differences))
              .advise("Take a new one with `slipway snapshot`.")
              .at(SourceRange.startOf(file)));
    }
    return snapshot;
  }

  private JsonNode subject(Snapshot snapshot) {
    return document.tree(
        new Subject(
            snapshot.blueprint(),
            snapshot.placement(),
            snapshot.nodes(),
            snapshot.addresses(),
            snapshot.settings()));
  }

  private JsonNode subject(DesiredState desired) {
    return document.tree(
        new Subject(
            desired.blueprint(),
            desired.placement(),
            Snapshot.nodes(desired),
            Snapshot.addresses(desired),
            Snapshot.settings(desired)));
  }

  private record Subject(
      String blueprint,
      Placement placement,
      List<String> nodes,
      List<String> addresses,
      List<String> settings) {}

  private static String listed(List<String> differences) {
    List<String> shown = differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size()));
    int left = differences.size() - shown.size();
    return "  " + String.join("\n  ", shown) + (left == 0 ? "" : "\n  and " + left + " more");
  }
}
