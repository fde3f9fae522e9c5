package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.ClusterSettings;
import dev.slipway.model.Desired.HaSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.RuleSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedHost;
import dev.slipway.model.ObservedWorld;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether vCenter has the places that the inventory file names, and room for the rules. */
final class PlacementCheck {
  private static final String TOO_FEW_HOSTS = "too few hosts to separate the nodes";

  private static final String SHOWN = "vCenter shows these to this user: ";

  private PlacementCheck() {}

  static void check(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    checkFound(
        "datacenter",
        desired.placement().datacenter(),
        world.datacenter(),
        desired.origin(Field.DATACENTER, ""),
        diagnostics);
    if (world.datacenter().found().isEmpty()) {
      return;
    }
    boolean alone = desired.placement().standsAlone();
    checkFound(
        alone ? "host" : "cluster",
        desired.placement().computeResource(),
        world.cluster(),
        desired.origin(alone ? Field.HOST : Field.CLUSTER, ""),
        diagnostics);
    checkPool(desired, world, diagnostics);
    checkFound(
        desired.placement().isOnDatastoreCluster() ? "datastore cluster" : "datastore",
        desired.placement().storage(),
        world.datastores(),
        desired.origin(Field.DATASTORE, ""),
        diagnostics);
    desired
        .placement()
        .networks()
        .forEach((ovfNetwork, network) -> {
          Lookup<String> lookup = world.networks().get(network);
          if (lookup != null) {
            checkFound(
                "network",
                network,
                lookup,
                world.cluster().found().isPresent()
                    ? "The hosts of " + desired.placement().computeResource() + " have "
                    : SHOWN,
                desired.origin(Field.NETWORK, ovfNetwork),
                diagnostics);
          }
        });
    world
        .cluster()
        .found()
        .ifPresent(cluster -> {
          checkHosts(desired, cluster, diagnostics);
          checkNames(desired, cluster, diagnostics);
          checkHost(desired, cluster, diagnostics);
        });
    checkSeparation(desired, world, diagnostics);
  }

  /** A pool that may be made need not be there. */
  private static void checkPool(
      DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    if (world.cluster().found().isPresent()
        && desired.all(VmSpec.class).findAny().isPresent()
        && desired.all(PoolSpec.class).findAny().isEmpty()) {
      checkFound(
          "resource pool",
          desired.placement().resourcePool(),
          world.pool(),
          desired.origin(Field.RESOURCE_POOL, ""),
          diagnostics);
    }
  }

  /** Running nodes that a rule keeps apart may share a host all the same, until DRS moves one. */
  private static void checkSeparation(
      DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    for (ClusterRule rule : desired.separations().toList()) {
      String hindrances =
          world
              .cluster()
              .found()
              .map(cluster -> Separation.hindrances(rule, cluster, world.vms()))
              .map(found -> String.join("", found.stream().map(why -> " " + why).toList()))
              .orElse("");
      Separation.together(rule, world.vms(), vm -> vm.belongsTo(desired.blueprint(), vm.name()))
          .forEach((host, nodes) ->
              diagnostics.add(
                  Diagnostic.warning("plan/not-separated", "nodes run together that shall be apart")
                      .because(
                          "%s run on host %s: when it fails, all of them fail.%s"
                              .formatted(String.join(" and ", nodes), host, hindrances))
                      .advise(
                          "DRS moves one of them when its automation level lets it and another host"
                              + " has room; else move one with vMotion.")
                      .at(desired.origin(rule))));
    }
  }

  private static void checkHost(
      DesiredState desired, ObservedCluster cluster, Diagnostics diagnostics) {
    String host = desired.placement().host();
    if (!host.isEmpty() && !desired.placement().standsAlone()) {
      checkNames(
          "host",
          List.of(host),
          cluster.hosts().stream().map(ObservedHost::name).toList(),
          cluster,
          desired.origin(Field.HOST, ""),
          diagnostics);
    }
  }

  /** The settings and rules of the cluster name hosts and datastores of it. */
  private static void checkNames(
      DesiredState desired, ObservedCluster cluster, Diagnostics diagnostics) {
    List<String> hosts = cluster.hosts().stream().map(ObservedHost::name).toList();
    desired
        .all(HaSpec.class)
        .flatMap(spec -> spec.settings().names().entrySet().stream())
        .forEach(entry -> {
          boolean datastores = entry.getKey().equals(ClusterSettings.HEARTBEAT_DATASTORE);
          checkNames(
              datastores ? "datastore" : "host",
              entry.getValue(),
              datastores ? cluster.datastores() : hosts,
              cluster,
              null,
              diagnostics);
        });
    desired
        .all(RuleSpec.class)
        .forEach(
            spec -> checkNames("host", spec.rule().hosts(), hosts, cluster, null, diagnostics));
  }

  private static void checkNames(
      String kind,
      List<String> names,
      List<String> existing,
      ObservedCluster cluster,
      @Nullable SourceRange range,
      Diagnostics diagnostics) {
    names.stream()
        .filter(name -> !existing.contains(name))
        .forEach(name ->
            diagnostics.add(
                Diagnostic.error(
                        "plan/%s-not-in-cluster".formatted(kind),
                        "cluster %s has no %s %s".formatted(cluster.name(), kind, name))
                    .because(
                        existing.isEmpty()
                            ? "vCenter shows none to this user."
                            : "vCenter shows these to this user: "
                                + String.join(", ", existing)
                                + ".")
                    .advise(Suggestion.among(name, existing))
                    .at(range)));
  }

  private static void checkFound(
      String kind,
      String name,
      Lookup<?> lookup,
      @Nullable SourceRange range,
      Diagnostics diagnostics) {
    checkFound(kind, name, lookup, SHOWN, range, diagnostics);
  }

  private static void checkFound(
      String kind,
      String name,
      Lookup<?> lookup,
      String thereAre,
      @Nullable SourceRange range,
      Diagnostics diagnostics) {
    String code = "plan/" + kind.replace(' ', '-');
    switch (lookup) {
      case Lookup.Found<?> found -> {}
      case Lookup.Missing<?>(List<String> existing) ->
          diagnostics.add(
              Diagnostic.error(code + "-not-found", "there is no " + kind + " " + name)
                  .because(
                      existing.isEmpty()
                          ? "vCenter shows no " + kind + " to this user."
                          : thereAre + String.join(", ", existing) + ".")
                  .advise(
                      Suggestion.nearest(name, existing)
                          .map(near -> "Did you mean \"" + near + "\"?")
                          .orElse(
                              "Name one that exists in the inventory file, or ask for the right"
                                  + " to see it."))
                  .at(range));
      case Lookup.Ambiguous<?>(List<String> candidates) ->
          diagnostics.add(
              Diagnostic.error(code + "-ambiguous", "several " + kind + "s are called " + name)
                  .because(thereAre + String.join(", ", candidates) + ".")
                  .advise("Name one of them so in the inventory file.")
                  .at(range));
    }
  }

  private static void checkHosts(
      DesiredState desired, ObservedCluster cluster, Diagnostics diagnostics) {
    if ("manual".equals(cluster.drsBehavior()) && desired.separations().findAny().isPresent()) {
      diagnostics.add(
          Diagnostic.warning(
                  "plan/drs-manual", "DRS of cluster %s is manual".formatted(cluster.name()))
              .because("It only recommends, so nothing moves by itself when nodes run together.")
              .advise("Set its automation level to fully automated, or follow its recommendations.")
              .at(desired.origin(Field.SEPARATE_HOSTS, "")));
    }
    long usable = cluster.hosts().stream().filter(ObservedHost::usable).count();
    desired
        .separations()
        .filter(rule -> rule.vms().size() > usable)
        .forEach(rule -> {
          String counts =
              "Cluster %s has %d usable host%s (of %d) for %d nodes%s."
                  .formatted(
                      cluster.name(),
                      usable,
                      usable == 1 ? "" : "s",
                      cluster.hosts().size(),
                      rule.vms().size(),
                      Separation.unusable(cluster));
          String cure = "Choose a cluster with more hosts, end maintenance";
          Diagnostic problem =
              Boolean.TRUE.equals(rule.mandatory())
                  ? Diagnostic.error("plan/too-few-hosts", TOO_FEW_HOSTS)
                      .because(counts + " vSphere would refuse to power on the last of them.")
                      .advise(cure + ", or set separateHosts to preferred.")
                  : Diagnostic.warning("plan/too-few-hosts", TOO_FEW_HOSTS)
                      .because(counts + " Some of them will run together.")
                      .advise(cure + ", or bear with it.");
          diagnostics.add(problem.at(desired.origin(rule)));
        });
  }
}
