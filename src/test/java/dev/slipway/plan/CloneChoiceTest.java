package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloneChoiceTest {
  private static final VmSpec FIRST = Fixtures.vm(Fixtures.PRIMARY);
  private static final VmSpec SECOND = Fixtures.vm(Fixtures.WORKER);

  @Test
  void thoseOfOnePackageAreClonesOfTheFirst() {
    VmSpec third = Fixtures.vm(node("hcc-lon-3"));

    Plan plan = plan(Fixtures.empty(3), FIRST, SECOND, third);

    assertThat(makingSteps(plan))
        .containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:clone", "vm/hcc-lon-3:clone");
    assertThat(after(plan, "vm/hcc-lon-3:clone")).containsExactly("vm/hcc-lon-1:verify");
    assertThat(after(plan, "vm/hcc-lon-1:power-on"))
        .contains("vm/hcc-lon-2:verify", "vm/hcc-lon-3:verify");
    assertThat(plan.changes())
        .filteredOn(change -> change.address().equals(third.address()))
        .flatExtracting(Change::attributes)
        .contains(AttributeChange.created("cloneOf", Attribute.text("vm/hcc-lon-1")));
  }

  @Test
  void whatOnlyTheSourceWouldHaveKeepsAVmFromBeingItsClone() {
    Map<String, Value> more = new HashMap<>(FIRST.properties());
    more.put("hcc.proxy", Value.plain("proxy.lon"));

    assertThat(makingSteps(plan(Fixtures.empty(3), with(FIRST, "source-1", more), SECOND)))
        .containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:deploy");
    assertThat(makingSteps(plan(Fixtures.empty(3), FIRST, with(SECOND, "source-1", more))))
        .containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:clone");
  }

  @Test
  void anotherPackageOrOptionIsUploaded() {
    VmSpec other = with(SECOND, "source-2", SECOND.properties());

    assertThat(makingSteps(plan(Fixtures.empty(3), FIRST, other)))
        .containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:deploy");
  }

  @Test
  void nothingIsClonedFromAVmOfAnEarlierRun() {
    for (boolean poweredOn : List.of(true, false)) {
      Observed firstIsThere =
          Fixtures.observed(
              Fixtures.empty(3).world().cluster().found().orElseThrow(),
              null,
              Fixtures.ownVm("vm-1", Fixtures.PRIMARY, poweredOn));

      assertThat(makingSteps(plan(firstIsThere, FIRST, SECOND)))
          .containsExactly("vm/hcc-lon-2:deploy");
    }
  }

  @Test
  void aHalfMadeCloneIsRemovedAndClonedAnew() {
    ObservedVm halfMade =
        Fixtures.vmWithMarks(
            Fixtures.WORKER,
            Marks.whenComplete("hcc-london", "hcc-lon-1", "source-1"),
            Marks.atBirth("hcc-london", "hcc-lon-2"));
    Observed observed =
        Fixtures.observed(
            Fixtures.empty(3).world().cluster().found().orElseThrow(), null, halfMade);

    Plan plan = plan(observed, FIRST, SECOND);

    assertThat(makingSteps(plan))
        .containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:discard", "vm/hcc-lon-2:clone");
    assertThat(after(plan, "vm/hcc-lon-2:clone"))
        .containsExactly("vm/hcc-lon-2:discard", "vm/hcc-lon-1:verify");
  }

  @Test
  void whoMayNotCloneUploadsEach() {
    Observed empty = Fixtures.empty(3);
    ObservedWorld world = empty.world();
    Observed lacking =
        new Observed(
            new ObservedWorld(
                world.datacenter(),
                world.cluster(),
                world.pool(),
                world.datastores(),
                world.networks(),
                world.folder(),
                world.vms(),
                world.addressHolders(),
                Optional.of(
                    List.of(
                        new MissingPrivilege(
                            "VirtualMachine.Provisioning.Clone",
                            Purpose.CLONE,
                            Place.FOLDER,
                            "")))),
            empty.sequences());

    Plan plan = plan(lacking, FIRST, SECOND);

    assertThat(plan.isApplicable()).isTrue();
    assertThat(makingSteps(plan)).containsExactly("vm/hcc-lon-1:deploy", "vm/hcc-lon-2:deploy");
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("plan/uploads-each");
    assertThat(plan(lacking, FIRST).diagnostics()).isEmpty();
  }

  private static Plan plan(Observed observed, VmSpec... vms) {
    List<Desired> resources = new ArrayList<>(List.of(vms));
    return Planner.plan(
        new DesiredState(
            "hcc-london", "digest", Fixtures.PLACEMENT, List.of(), Map.of(), resources),
        observed);
  }

  private static VmSpec with(VmSpec vm, String source, Map<String, Value> properties) {
    return new VmSpec(
        vm.name(),
        vm.role(),
        vm.ip(),
        vm.placement(),
        vm.addressTimeout(),
        vm.from(),
        source,
        properties,
        VmSettings.NONE);
  }

  private static NodeTarget node(String name) {
    return new NodeTarget(name, "worker", "10.20.0.13", Fixtures.PLACEMENT.vm(name));
  }

  private static List<String> makingSteps(Plan plan) {
    return plan.graph().nodes().stream()
        .map(StepGraph.Node::step)
        .filter(step ->
            step instanceof Step.DeployVm
                || step instanceof Step.CloneVm
                || step instanceof Step.DiscardHalfMadeVm)
        .map(Step::id)
        .toList();
  }

  private static List<String> after(Plan plan, String step) {
    return plan.graph().nodes().stream()
        .filter(node -> node.step().id().equals(step))
        .flatMap(node -> node.dependsOn().stream())
        .toList();
  }
}
