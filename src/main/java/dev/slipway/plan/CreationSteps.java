package dev.slipway.plan;

import dev.slipway.model.Address;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The steps that make VMs, powered off: deploy or clone, mark, read back, configure. */
final class CreationSteps {
  private final DesiredState desired;
  private final CloneChoice clones;
  private final FoundationSteps foundations;
  private final RemovalSteps removals;
  private final GraphBuilder graph;

  /** VMs without their settings, by their addresses. */
  private final Map<Address, Whole> whole = new LinkedHashMap<>();

  /**
   * A VM that can be cloned.
   *
   * @param last the id of the step after which it can
   */
  private record Whole(VmSpec vm, String last) {}

  CreationSteps(
      DesiredState desired,
      CloneChoice clones,
      FoundationSteps foundations,
      RemovalSteps removals,
      GraphBuilder graph) {
    this.desired = desired;
    this.clones = clones;
    this.foundations = foundations;
    this.removals = removals;
    this.graph = graph;
  }

  /**
   * Adds those that make one VM, up to its settings.
   *
   * @return the id of the last one
   */
  String add(VmSpec vm, List<String> places) {
    List<String> before = removals.add(vm, places);
    return complete(
        vm,
        clones
            .sourceOf(vm)
            .map(source -> cloneFrom(source, vm, before))
            .orElseGet(() -> deploy(vm, before)));
  }

  private String deploy(VmSpec vm, List<String> before) {
    return graph.add(
        new Step.DeployVm(vm, desired.blueprint()),
        Stream.concat(before.stream(), foundations.uploadFor(vm).stream()).toList());
  }

  /** All is powered on after all is deployed, so the source is off as long as it is needed. */
  private String cloneFrom(VmSpec source, VmSpec vm, List<String> before) {
    List<String> after = new ArrayList<>(before);
    Whole made = whole.get(source.address());
    after.add(made == null ? "" : made.last());
    return graph.add(new Step.CloneVm(vm, source, desired.blueprint()), after);
  }

  /**
   * Adds what makes a VM whole that a step has made.
   *
   * @param made the id of that step
   * @return the id of the last one
   */
  String complete(VmSpec vm, String made) {
    String mark = graph.add(new Step.MarkVm(vm, desired.blueprint()), List.of(made));
    String last =
        vm.properties().isEmpty() ? mark : graph.add(new Step.VerifyProperties(vm), List.of(mark));
    whole.put(vm.address(), new Whole(vm, last));
    return last;
  }

  /**
   * Adds the settings of the VMs made so far: after all is deployed, so that no clone takes over
   * those of its source.
   *
   * @param deployed the ids of the last steps of all VMs
   * @return the same, and those of the settings
   */
  List<String> configure(List<String> deployed) {
    List<String> last = new ArrayList<>(deployed);
    whole.values().stream()
        .map(Whole::vm)
        .filter(vm -> !vm.settings().setNothing())
        .map(vm -> new Step.ConfigureVm(vm, desired.blueprint()))
        .forEach(step -> last.add(graph.add(step, deployed)));
    whole.clear();
    return last;
  }
}
