package dev.slipway.apply;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.VmPath;
import dev.slipway.plan.Separation;
import dev.slipway.plan.Step;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.Pause;
import dev.slipway.port.VCenter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Waits until DRS has parted nodes that shall run on different hosts. */
public final class SeparationWait {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final VCenter vcenter;
  private final Pause pause;

  public SeparationWait(VCenter vcenter, Pause pause) {
    this.vcenter = vcenter;
    this.pause = pause;
  }

  /**
   * Looks until the nodes are apart, the deadline has passed, or something is found that keeps DRS
   * from parting them.
   *
   * @return where the nodes run; for a preferred rule also when some run together
   * @throws DiagnosedException when nodes of a mandatory rule run together
   */
  String run(Step.AwaitSeparation step) throws InterruptedException {
    ClusterRule rule = step.rule();
    ObservationQuery query =
        new ObservationQuery(step.placement(), rule.vms().stream().map(VmPath::name).toList());
    Duration waited = Duration.ZERO;
    while (true) {
      ObservedWorld world = vcenter.observe(query);
      Map<String, List<String>> together = Separation.together(rule, world.vms(), vm -> true);
      if (together.isEmpty()) {
        return "";
      }
      List<String> hindrances =
          world
              .cluster()
              .found()
              .map(cluster -> Separation.hindrances(rule, cluster, world.vms()))
              .orElse(List.of());
      if (!hindrances.isEmpty() || waited.compareTo(step.timeout()) >= 0) {
        return tell(rule, together, hindrances, waited);
      }
      pause.pause(BETWEEN_LOOKS);
      waited = waited.plus(BETWEEN_LOOKS);
    }
  }

  private static String tell(
      ClusterRule rule,
      Map<String, List<String>> together,
      List<String> hindrances,
      Duration waited) {
    String where =
        together.entrySet().stream()
            .map(entry ->
                "%s run on host %s"
                    .formatted(String.join(" and ", entry.getValue()), entry.getKey()))
            .collect(Collectors.joining("; "));
    String why =
        hindrances.isEmpty()
            ? "DRS has moved none of them within %d s: no other host has room, or another rule keeps it from that."
                .formatted(waited.toSeconds())
            : String.join(" ", hindrances);
    if (!Boolean.TRUE.equals(rule.mandatory())) {
      return where + ". " + why;
    }
    throw new DiagnosedException(
        Diagnostic.error(
                Category.ENVIRONMENT,
                "apply/not-separated",
                "nodes run together that must be apart")
            .because(where + ". " + why)
            .advise(
                "Mend that, or move one of them with vMotion; then run apply again. Nothing was"
                    + " undone."));
  }
}
