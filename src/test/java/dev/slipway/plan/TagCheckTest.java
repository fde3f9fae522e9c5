package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.VmSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tags are compared by category, and must exist. */
class TagCheckTest {
  @Test
  void onlyTheCategoriesThatAreNamedAreCompared() {
    Observed seen =
        seen(
            Map.of("environment", new Lookup.Found<>(List.of("production", "test"))),
            Map.of("environment", Set.of("production")));

    assertThat(plan(Map.of("environment", Set.of("production")), seen).isEmpty()).isTrue();
    Plan change = plan(Map.of("environment", Set.of("production", "test")), seen);
    assertThat(change.diagnostics()).isEmpty();
    assertThat(change.changes())
        .filteredOn(Change::isPending)
        .allSatisfy(vm -> {
          assertThat(vm.impact()).isEqualTo(Impact.IN_PLACE);
          assertThat(vm.attributes())
              .containsExactly(
                  new AttributeChange(
                      "tags[\"environment\"]",
                      new Attribute.Listing(List.of("production")),
                      new Attribute.Listing(List.of("production", "test"))));
        })
        .hasSize(2);
  }

  @Test
  void anEmptyListWantsNone() {
    Map<String, Lookup<List<String>>> categories =
        Map.of("environment", new Lookup.Found<>(List.of("test")));
    Map<String, Set<String>> none = Map.of("environment", Set.of());

    assertThat(plan(none, seen(categories, Map.of())).isEmpty()).isTrue();
    assertThat(plan(none, seen(categories, Map.of("environment", Set.of("test")))).isEmpty())
        .isFalse();
  }

  @Test
  void whatIsNotThereIsSaidOnceForAllNodes() {
    Observed seen =
        seen(
            Map.of(
                "enviroment",
                new Lookup.Missing<>(List.of("environment")),
                "team",
                new Lookup.Found<>(List.of("vdi"))),
            Map.of());

    Plan plan = plan(Map.of("enviroment", Set.of("x"), "team", Set.of("vid", "sales")), seen);

    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::code, Diagnostic::summary)
        .containsExactlyInAnyOrder(
            tuple("plan/tag-category-not-found", "there is no category of tags enviroment"),
            tuple("plan/tag-not-found", "there is no tag vid in category team"),
            tuple("plan/tag-not-found", "there is no tag sales in category team"));
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::advice)
        .contains(
            "Did you mean \"environment\"?",
            "Did you mean \"vdi\"?",
            "Have it made in vCenter: Slipway attaches tags, and makes none.");
  }

  private static Plan plan(Map<String, Set<String>> tags, Observed seen) {
    VmSettings settings =
        new VmSettings(null, null, null, null, null, Map.of(), Map.of(), null, null, tags);
    DesiredState desired =
        Fixtures.desired(true)
            .replacing(resource -> resource instanceof VmSpec vm ? with(settings, vm) : resource);
    return Planner.plan(desired, seen);
  }

  private static VmSpec with(VmSettings settings, VmSpec vm) {
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

  private static Observed seen(
      Map<String, Lookup<List<String>>> categories, Map<String, Set<String>> tags) {
    Observed converged = Fixtures.converged(true);
    return new Observed(
        converged.world().withTags(new TreeMap<>(categories), Map.of("vm-1", tags, "vm-2", tags)),
        converged.sequences());
  }
}
