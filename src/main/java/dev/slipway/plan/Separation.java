package dev.slipway.plan;

import dev.slipway.model.ClusterRule;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Settings;
import dev.slipway.model.VmPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whether VMs that a rule keeps on different hosts run there, and if not, what stands in the way.
 */
public final class Separation {
  private static final String FULLY_AUTOMATED = "fullyAutomated";

  private Separation() {}

  /**
   * Names of running VMs of the rule by the host that they share.
   *
   * @param vms by name
   * @param ours which of them belong to the blueprint
   */
  public static SortedMap<String, List<String>> together(
      ClusterRule rule, Map<String, ObservedVm> vms, Predicate<ObservedVm> ours) {
    SortedMap<String, List<String>> byHost = new TreeMap<>();
    for (VmPath path : rule.vms()) {
      ObservedVm vm = vms.get(path.name());
      if (vm != null && vm.host() != null && vm.poweredOn() && ours.test(vm)) {
        byHost.computeIfAbsent(vm.host(), host -> new ArrayList<>()).add(path.name());
      }
    }
    byHost.values().removeIf(names -> names.size() < 2);
    return byHost;
  }

  /**
   * Why DRS will not part the VMs by itself, as sentences; empty when nothing is known that keeps
   * it from doing so.
   *
   * @param vms by name
   */
  public static List<String> hindrances(
      ClusterRule rule, ObservedCluster cluster, Map<String, ObservedVm> vms) {
    List<String> hindrances = new ArrayList<>();
    Optional<ObservedRule> observed = cluster.rule(rule.name());
    if (observed.isEmpty()) {
      hindrances.add("There is no rule " + rule.name() + " any more.");
    } else if (!observed.get().enabled()) {
      hindrances.add("Rule " + rule.name() + " is disabled.");
    }
    if (!cluster.drsEnabled()) {
      hindrances.add("DRS of cluster " + cluster.name() + " is off.");
    } else {
      automation(rule, cluster, vms).ifPresent(hindrances::add);
    }
    long usable = cluster.hosts().stream().filter(ObservedHost::usable).count();
    if (usable < rule.vms().size()) {
      hindrances.add(
          "Cluster %s has %d usable host%s (of %d) for %d nodes%s."
              .formatted(
                  cluster.name(),
                  usable,
                  usable == 1 ? "" : "s",
                  cluster.hosts().size(),
                  rule.vms().size(),
                  unusable(cluster)));
    }
    return hindrances;
  }

  /** One VM that DRS may move is enough. */
  private static Optional<String> automation(
      ClusterRule rule, ObservedCluster cluster, Map<String, ObservedVm> vms) {
    String level = Objects.requireNonNullElse(cluster.drsBehavior(), FULLY_AUTOMATED);
    List<String> levels =
        rule.vms().stream()
            .map(path -> vms.get(path.name()))
            .filter(Objects::nonNull)
            .map(vm ->
                Objects.requireNonNullElse(
                    cluster
                        .drsOverrides()
                        .getOrDefault(vm.reference(), Settings.NONE)
                        .value("automationLevel"),
                    level))
            .distinct()
            .sorted()
            .toList();
    if (levels.isEmpty() || levels.contains(FULLY_AUTOMATED)) {
      return Optional.empty();
    }
    return Optional.of(
        levels.equals(List.of(level))
            ? "DRS of cluster %s is %s: it moves no running VM by itself, but recommends."
                .formatted(cluster.name(), words(level))
            : "The nodes' own automation level of DRS is %s: it moves none of them by itself."
                .formatted(String.join(" or ", levels.stream().map(Separation::words).toList())));
  }

  private static String words(String level) {
    return level.equals("partiallyAutomated") ? "partially automated" : level;
  }

  /** Hosts that cannot run VMs, to be put behind a sentence's last word; empty when all can. */
  static String unusable(ObservedCluster cluster) {
    List<String> hosts =
        cluster.hosts().stream()
            .filter(host -> !host.usable())
            .map(host ->
                host.name() + (host.connected() ? " is in maintenance" : " is not connected"))
            .toList();
    return hosts.isEmpty() ? "" : "; " + String.join(", ", hosts);
  }
}
