package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Desired;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedSettings;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.VmSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private static final VmSettings ONLY_SNAPSHOT = settings(null, null, Map.of());

  @Test
  void aNewClusterNeedsNone() {
    Plan plan = Planner.plan(desired(ONLY_SNAPSHOT), Fixtures.empty(3));

    assertThat(stepIds(plan)).noneMatch(id -> id.contains("snapshot") || id.endsWith(":configure"));
  }

  @Test
  void aNodeIsOffWhenItIsTakenForARestart() {
    Plan plan = Planner.plan(desired(settings(8, null, Map.of())), converged(false, false));

    assertThat(stepIds(plan))
        .containsSubsequence(
            "vm/hcc-lon-1:power-off",
            "vm/hcc-lon-1:take-snapshot",
            "vm/hcc-lon-1:configure",
            "vm/hcc-lon-1:power-on",
            "vm/hcc-lon-2:await-address",
            "vm/hcc-lon-1:remove-snapshot",
            "vm/hcc-lon-2:remove-snapshot");
    assertThat(dependencies(plan, "vm/hcc-lon-1:configure"))
        .containsExactly("vm/hcc-lon-1:take-snapshot");
    assertThat(dependencies(plan, "vm/hcc-lon-1:remove-snapshot"))
        .isEqualTo(dependencies(plan, "vm/hcc-lon-2:remove-snapshot"))
        .noneMatch(id -> id.contains("snapshot"));
  }

  @Test
  void whatASnapshotDoesNotHoldAsksForNone() {
    assertThat(
            stepIds(
                Planner.plan(desired(settings(null, "new", Map.of())), converged(false, false))))
        .contains("vm/hcc-lon-1:take-snapshot");
    assertThat(
            stepIds(
                Planner.plan(
                    desired(settings(null, null, Map.of("Owner", "vdi"))),
                    converged(false, false))))
        .contains("vm/hcc-lon-1:configure")
        .noneMatch(id -> id.contains("snapshot"));
  }

  @Test
  void commandsOnNodesThatRunAlreadyWaitForTheirSnapshots() {
    Observed before = converged(false, false);
    Observed unjoined =
        new Observed(
            before.world(), new TreeMap<>(Map.of("hcc-lon-2", new ObservedSequence.NotDone("no"))));

    Plan plan = Planner.plan(desired(ONLY_SNAPSHOT), unjoined);

    assertThat(stepIds(plan))
        .containsExactly(
            "vm/hcc-lon-1:take-snapshot",
            "vm/hcc-lon-2:take-snapshot",
            "membership/hcc-lon-2:request-join",
            "membership/hcc-lon-2:join",
            "vm/hcc-lon-1:remove-snapshot",
            "vm/hcc-lon-2:remove-snapshot");
    assertThat(dependencies(plan, "membership/hcc-lon-2:request-join"))
        .containsExactly("vm/hcc-lon-1:take-snapshot", "vm/hcc-lon-2:take-snapshot");
  }

  @Test
  void onlyThePrimaryNodeHasOneWhenTheWorkerIsReplaced() {
    Plan plan = Planner.plan(desired(ONLY_SNAPSHOT), converged(false, false), Set.of("hcc-lon-2"));

    assertThat(stepIds(plan)).contains("vm/hcc-lon-1:take-snapshot");
    assertThat(stepIds(plan)).doesNotContain("vm/hcc-lon-2:take-snapshot");
  }

  @Test
  void oneThatWasLeftIsRemovedWhateverIsDeclared() {
    Plan plan = Planner.plan(Fixtures.desired(true), converged(true, false));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 1, 0));
    assertThat(plan.changes().stream().filter(Change::isPending).findFirst().orElseThrow())
        .satisfies(change -> {
          assertThat(change.address()).hasToString("vm/hcc-lon-1");
          assertThat(change.hasDrift()).isFalse();
        });
    assertThat(stepIds(plan))
        .filteredOn(id -> !id.contains("separation"))
        .containsExactly("vm/hcc-lon-1:remove-snapshot");
  }

  private static DesiredState desired(VmSettings settings) {
    DesiredState desired = Fixtures.desired(true);
    List<Desired> resources =
        desired.resources().stream()
            .map(resource -> resource instanceof VmSpec vm ? with(vm, settings) : resource)
            .toList();
    return new DesiredState(
        desired.blueprint(),
        desired.digest(),
        desired.placement(),
        desired.nodes(),
        desired.origins(),
        resources);
  }

  private static Desired with(VmSpec vm, VmSettings settings) {
    return new VmSpec(
        vm.name(),
        vm.role(),
        vm.ip(),
        vm.placement(),
        vm.addressTimeout(),
        vm.from(),
        vm.source(),
        vm.properties(),
        settings);
  }

  private static VmSettings settings(
      @Nullable Integer cpus, @Nullable String annotation, Map<String, String> attributes) {
    return new VmSettings(
        cpus, null, null, null, annotation, Map.of(), attributes, null, true, Map.of());
  }

  private static Observed converged(boolean primaryHasOne, boolean workerHasOne) {
    Observed converged = Fixtures.converged(true);
    ObservedWorld world =
        converged
            .world()
            .withVms(
                new TreeMap<>(
                    Map.of(
                        "hcc-lon-1", seen("vm-1", Fixtures.PRIMARY, primaryHasOne),
                        "hcc-lon-2", seen("vm-2", Fixtures.WORKER, workerHasOne))));
    return new Observed(world, converged.sequences());
  }

  private static ObservedVm seen(String reference, NodeTarget node, boolean hasSnapshot) {
    ObservedVm vm = Fixtures.ownVm(reference, node, true);
    return new ObservedVm(
        vm.reference(),
        vm.name(),
        vm.poweredOn(),
        vm.host(),
        vm.marks(),
        vm.birthMarks(),
        vm.properties(),
        vm.toolsStatus(),
        vm.addresses(),
        new ObservedSettings(4, 8192L, 0L, 0L, "old", Map.of(), Map.of(), Map.of()),
        hasSnapshot,
        null);
  }

  private static List<String> stepIds(Plan plan) {
    return plan.graph().nodes().stream().map(node -> node.step().id()).toList();
  }

  private static List<String> dependencies(Plan plan, String step) {
    return plan.graph().nodes().stream()
        .filter(node -> node.step().id().equals(step))
        .findFirst()
        .orElseThrow()
        .dependsOn();
  }
}
