package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ObservedWorldTest {
  @Test
  void whatOthersHaveInTheClusterDoesNotConcernABlueprint() {
    ObservedWorld quiet = world(List.of(rule("hcc"), rule("hcc/a")), List.of("hcc/a VMs"), "vm-1");
    ObservedWorld busy =
        world(
            List.of(rule("hcc"), rule("hcc/a"), rule("hcc-2"), rule("theirs")),
            List.of("hcc/a VMs", "theirs"),
            "vm-1",
            "vm-77");

    assertThat(busy.concerning("hcc")).isEqualTo(quiet).isEqualTo(quiet.concerning("hcc"));
  }

  private static ObservedRule rule(String name) {
    return ObservedRule.antiAffinity(name, true, true, List.of("vm-1"));
  }

  private static ObservedWorld world(
      List<ObservedRule> rules, List<String> groups, String... overridden) {
    TreeMap<String, Settings> overrides = new TreeMap<>();
    for (String vm : overridden) {
      overrides.put(vm, Settings.of(Map.of("restartPriority", "high")));
    }
    ObservedVm vm =
        new ObservedVm(
            "vm-1", "hcc-1", true, "esx-1", Map.of(), Map.of(), Map.of(), null, List.of());
    return new ObservedWorld(
        new Lookup.Found<>("LON"),
        new Lookup.Found<>(
            new ObservedCluster(
                "mgmt-01",
                List.of(),
                List.of(),
                Settings.NONE,
                Settings.NONE,
                overrides,
                overrides,
                rules,
                groups.stream().map(name -> new ObservedGroup(name, true, List.of())).toList())),
        new Lookup.Found<>(new ObservedPool("", Map.of(), Settings.NONE)),
        new Lookup.Missing<>(List.of()),
        new TreeMap<>(),
        Optional.empty(),
        new TreeMap<>(Map.of("hcc-1", vm)),
        List.of(),
        Optional.empty());
  }
}
