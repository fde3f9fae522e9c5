package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Desired;
import dev.slipway.model.Desired.VAppSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Marks;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedVApp;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Placement;
import dev.slipway.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StartOrderTest {
  private static final Placement PLACEMENT =
      new Placement(
          "LON",
          "mgmt-01",
          "",
          "",
          "vsan-01",
          "",
          "Horizon/Connectors",
          "hcc-london",
          Map.of("net", "net"));
  private static final Map<String, Settings> IN_ORDER =
      Map.of("vm-1", start("1", "180"), "vm-2", start("2", "180"));

  @Test
  void nodesStartOneAfterAnotherInTheirVApp() {
    Plan plan = Planner.plan(desired("180"), Fixtures.empty(3));

    assertThat(stepIds(plan))
        .containsSubsequence(
            "cluster/mgmt-01:reconfigure",
            "vapp/hcc-london:arrange",
            "vm/hcc-lon-1:power-on",
            "vm/hcc-lon-1:await-address",
            "vapp/hcc-london:await-delay-1",
            "vm/hcc-lon-2:power-on",
            "vm/hcc-lon-2:await-address",
            "membership/hcc-lon-2:request-join");
    assertThat(dependencies(plan, "vapp/hcc-london:arrange"))
        .containsExactly("cluster/mgmt-01:reconfigure");
    assertThat(dependencies(plan, "vm/hcc-lon-1:power-on"))
        .containsExactly("vapp/hcc-london:arrange");
    assertThat(dependencies(plan, "vapp/hcc-london:await-delay-1"))
        .containsExactly("vm/hcc-lon-1:await-address");
    assertThat(dependencies(plan, "vm/hcc-lon-2:power-on"))
        .containsExactly("vapp/hcc-london:await-delay-1");
  }

  @Test
  void withoutADelayTheAddressIsWaitedForOnly() {
    Plan plan = Planner.plan(desired("0"), Fixtures.empty(3));

    assertThat(dependencies(plan, "vm/hcc-lon-2:power-on"))
        .containsExactly("vm/hcc-lon-1:await-address");
  }

  @Test
  void onlyWhatDiffersIsShown() {
    Plan same = Planner.plan(desired("180"), converged(vApp(Map.of(), false, IN_ORDER)));
    assertThat(same.isEmpty()).isTrue();

    Plan plan = Planner.plan(desired("60"), converged(vApp(Map.of(), false, IN_ORDER)));
    Change change = plan.changes().stream().filter(Change::isPending).findFirst().orElseThrow();
    assertThat(change.address()).hasToString("vapp/hcc-london");
    assertThat(change.impact()).isEqualTo(Impact.IN_PLACE);
    assertThat(change.attributes())
        .containsExactly(
            new AttributeChange(
                "vms[\"hcc-lon-1\"].startDelay", Attribute.text("180"), Attribute.text("60")),
            new AttributeChange(
                "vms[\"hcc-lon-2\"].startDelay", Attribute.text("180"), Attribute.text("60")));
    assertThat(stepIds(plan)).containsExactly("vapp/hcc-london:arrange");
  }

  @Test
  void aReplacedNodeIsPutInAgain() {
    Plan plan =
        Planner.plan(
            desired("180"), converged(vApp(Map.of(), false, IN_ORDER)), Set.of("hcc-lon-2"));

    assertThat(stepIds(plan))
        .containsSubsequence(
            "vm/hcc-lon-2:deploy", "vapp/hcc-london:arrange", "vm/hcc-lon-2:power-on")
        .noneMatch(id -> id.contains("delay"));
  }

  @Test
  void aVAppOfOthersStopsThePlan() {
    for (ObservedVApp foreign :
        List.of(
            vApp(Map.of(), true, Map.of()),
            vApp(Map.of(Marks.BLUEPRINT, "other"), false, Map.of()))) {
      Plan plan = Planner.plan(desired("180"), converged(foreign));

      assertThat(plan.isApplicable()).isFalse();
      assertThat(plan.diagnostics()).extracting("code").containsExactly("plan/foreign-vapp");
    }
    assertThat(
            Planner.plan(
                    desired("180"),
                    converged(vApp(Map.of(Marks.BLUEPRINT, "hcc-london"), true, IN_ORDER)))
                .isEmpty())
        .isTrue();
  }

  @Test
  void onlyAMarkedVAppIsRemoved() {
    assertThat(
            stepIds(
                Planner.planDestroy(
                    desired("180"),
                    converged(vApp(Map.of(Marks.BLUEPRINT, "hcc-london"), false, IN_ORDER)))))
        .containsSubsequence(
            "vm/hcc-lon-1:destroy", "vapp/hcc-london:remove", "folder/Horizon/Connectors:remove");
    assertThat(
            stepIds(
                Planner.planDestroy(desired("180"), converged(vApp(Map.of(), false, IN_ORDER)))))
        .noneMatch(id -> id.startsWith("vapp/"));
  }

  private static DesiredState desired(String delay) {
    DesiredState desired = Fixtures.desired(true);
    List<Desired> resources = new ArrayList<>(desired.resources());
    resources.add(
        resources.size() - 1,
        new VAppSpec(
            "hcc-london",
            PLACEMENT,
            List.of(
                new VAppSpec.Start(Fixtures.PRIMARY.vm(), start("1", delay)),
                new VAppSpec.Start(Fixtures.WORKER.vm(), start("2", delay)))));
    return new DesiredState(
        desired.blueprint(),
        desired.digest(),
        PLACEMENT,
        desired.nodes(),
        desired.origins(),
        resources);
  }

  private static Settings start(String order, String delay) {
    return Settings.of(Map.of("startOrder", order, "startAction", "powerOn", "startDelay", delay));
  }

  private static ObservedVApp vApp(
      Map<String, String> marks, boolean hasOthers, Map<String, Settings> entities) {
    return new ObservedVApp(marks, hasOthers, new TreeMap<>(entities));
  }

  private static Observed converged(ObservedVApp vApp) {
    Observed converged = Fixtures.converged(true);
    ObservedWorld world = converged.world();
    return new Observed(
        new ObservedWorld(
            world.datacenter(),
            world.cluster(),
            world.pool(),
            world.datastores(),
            world.networks(),
            world.folder(),
            world.vms(),
            world.addressHolders(),
            world.tagCategories(),
            Optional.of(vApp),
            world.origins(),
            world.missingPrivileges()),
        converged.sequences());
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
