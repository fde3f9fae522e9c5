package dev.slipway.status;

import dev.slipway.model.Answer;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedHealth;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Settings;
import dev.slipway.model.StatusSpec;
import dev.slipway.plan.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is seen of a healthy dual-node cluster, to bend into an outage. */
final class HealthBuilder {
  private static final String WORKER = "hcc-lon-2";

  private final ObservedWorld world;
  private final SortedMap<String, ObservedVm> vms;
  private final SortedMap<String, ObservedSequence> sequences = new TreeMap<>();
  private final SortedMap<String, Answer> answering = new TreeMap<>();
  private final SortedMap<String, Answer> ownViews = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Answer>> services = new TreeMap<>();

  private HealthBuilder(ObservedWorld world) {
    this.world = world;
    this.vms = new TreeMap<>(world.vms());
  }

  static HealthBuilder of(StatusSpec spec, boolean nodeHighAvailability) {
    Observed converged = Fixtures.converged(true);
    ObservedWorld world = converged.world();
    HealthBuilder builder =
        new HealthBuilder(nodeHighAvailability ? world : withoutMonitoring(world));
    builder.sequences.putAll(converged.sequences());
    builder.ownViews.put(WORKER, new Answer.Yes());
    List<NodeTarget> nodes = Fixtures.desired(true).nodes();
    nodes.forEach(node -> builder.answering.put(node.name(), new Answer.Yes()));
    spec.services()
        .forEach(service -> {
          SortedMap<String, Answer> answers = new TreeMap<>();
          nodes.stream()
              .filter(node -> service.runsOn().contains(node.role()))
              .forEach(node -> answers.put(node.name(), new Answer.Yes()));
          builder.services.put(service.name(), answers);
        });
    return builder;
  }

  private static ObservedWorld withoutMonitoring(ObservedWorld world) {
    ObservedCluster cluster = world.cluster().found().orElseThrow();
    return Fixtures.observed(
            new ObservedCluster(
                cluster.name(),
                cluster.hosts(),
                cluster.datastores(),
                cluster
                    .ha()
                    .overriddenBy(Settings.of(Map.of("vmMonitoring", "vmMonitoringDisabled"))),
                cluster.drs(),
                cluster.haOverrides(),
                cluster.drsOverrides(),
                cluster.rules(),
                cluster.groups()),
            null,
            world.vms().values().toArray(ObservedVm[]::new))
        .world();
  }

  HealthBuilder off(String node) {
    silence(node);
    return change(node, false, vm(node).host(), "guestToolsNotRunning", List.of());
  }

  HealthBuilder gone(String node) {
    silence(node);
    vms.remove(node);
    return this;
  }

  HealthBuilder silent(String node) {
    silence(node);
    answering.put(node, new Answer.No("SSH does not answer"));
    return change(node, true, vm(node).host(), "guestToolsNotRunning", List.of());
  }

  HealthBuilder together() {
    return change(
        WORKER, true, vm("hcc-lon-1").host(), "guestToolsRunning", vm(WORKER).addresses());
  }

  HealthBuilder failed(String service, String node) {
    Objects.requireNonNull(services.get(service))
        .put(node, new Answer.No("the pod is in CrashLoopBackOff"));
    return this;
  }

  HealthBuilder notMember() {
    sequences.put(
        WORKER, new ObservedSequence.NotDone("the output does not show what is expected"));
    return this;
  }

  HealthBuilder takesItselfForNoMember() {
    ownViews.put(WORKER, new Answer.No("server: https://none:6443"));
    return this;
  }

  HealthBuilder cannotBeAsked() {
    answering.replaceAll((node, answer) -> new Answer.No("SSH does not answer"));
    ownViews.replaceAll((node, answer) -> new Answer.Unknown("SSH does not answer"));
    sequences.put(WORKER, new ObservedSequence.Unknown("SSH does not answer"));
    services
        .values()
        .forEach(answers ->
            answers.replaceAll((node, answer) -> new Answer.Unknown("SSH does not answer")));
    return this;
  }

  ObservedHealth build() {
    return new ObservedHealth(
        new Observed(world.withVms(vms), sequences), answering, ownViews, services);
  }

  /** The primary node knows of a worker node that is down, and nobody of anything without it. */
  private void silence(String node) {
    answering.remove(node);
    ownViews.remove(node);
    services.values().forEach(answers -> answers.remove(node));
    if (node.equals(WORKER)) {
      notMember();
    } else {
      sequences.clear();
    }
  }

  private ObservedVm vm(String node) {
    return Objects.requireNonNull(vms.get(node));
  }

  private HealthBuilder change(
      String node, boolean poweredOn, @Nullable String host, String tools, List<String> addresses) {
    ObservedVm vm = vm(node);
    vms.put(
        node,
        new ObservedVm(
            vm.reference(),
            vm.name(),
            poweredOn,
            host,
            vm.marks(),
            vm.birthMarks(),
            vm.properties(),
            tools,
            addresses));
    return this;
  }
}
