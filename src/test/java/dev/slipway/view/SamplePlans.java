package dev.slipway.view;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Address;
import dev.slipway.model.Bindings;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Placement;
import dev.slipway.model.ResourceKind;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSource;
import dev.slipway.model.VmSource.PackageOptions;
import dev.slipway.plan.Action;
import dev.slipway.plan.Attribute;
import dev.slipway.plan.AttributeChange;
import dev.slipway.plan.Change;
import dev.slipway.plan.Impact;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.plan.Verdict;
import dev.slipway.plan.Verdict.Waived;
import dev.slipway.testing.StepBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Plans to look at in every format. */
final class SamplePlans {
  private static final LocalDate LAST_DAY = LocalDate.parse("2026-12-31");
  private static final Attribute ABSENT = new Attribute.Absent();
  private static final Placement PLACEMENT =
      new Placement("LON", "mgmt-01", "vsan-01", "Horizon/Connectors", Map.of());

  /** What somebody could put into a name or a value to break out of its place. */
  static final List<String> HOSTILE =
      List.of(
          "</script><script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "a|b|c",
          "```\n</details>\n# broken out",
          "``````````",
          "~~~",
          "line\r\n\r\nline",
          "\u202Egnp.exe\u2066",
          "\u001B[31mred\u001B[0m",
          "👩‍👩‍👧‍👦 über 界",
          "\uD83D",
          "&lt;&amp;&#96;",
          "**bold** _it_ [link](javascript:alert(1)) @admin #1",
          "end\"] --> s0[\"",
          "%%{init: {}}%%",
          "$blueprint #set($x = 1) ${sections}",
          "]]>--><!--",
          "'\"` onmouseover=x");

  private SamplePlans() {}

  /** Every action and every kind of attribute, some of them at once, which no real plan has. */
  static PlanReview everything() {
    List<Change> changes =
        List.of(
            change(ResourceKind.FOLDER, "Horizon/Connectors", Action.NONE),
            new Change(
                address(ResourceKind.VM, "hcc-lon-1"),
                Action.REPLACE,
                Impact.RECREATE,
                vm("primary", "10.20.0.11"),
                List.of("an earlier deployment of it did not finish")),
            new Change(
                address(ResourceKind.VM, "hcc-lon-2"),
                Action.CREATE,
                Impact.NONE,
                vm("worker", "10.20.0.12"),
                List.of()),
            new Change(
                address(ResourceKind.VM, "hcc-lon-3"),
                Action.BLOCKED,
                Impact.NONE,
                List.of(
                    new AttributeChange(
                        "properties[\"hcc.dns\"]", text("10.20.0.2"), text("10.20.0.3"))),
                List.of("its OVF properties cannot be changed in place")),
            new Change(
                address(ResourceKind.VM, "hcc-lon-4"),
                Action.UPDATE,
                Impact.POWER_CYCLE,
                List.of(
                    new AttributeChange("power", text("off"), text("on")),
                    new AttributeChange(
                        "properties[\"hcc.root_password\"]",
                        new Attribute.Sensitive(),
                        new Attribute.Sensitive())),
                List.of()),
            new Change(
                address(ResourceKind.HA, "mgmt-01"),
                Action.UPDATE,
                Impact.IN_PLACE,
                List.of(
                    new AttributeChange("enabled", text("false"), text("true"), true),
                    new AttributeChange(
                        "vmMonitoring", text("vmMonitoringDisabled"), text("vmMonitoringOnly"))),
                List.of("changed outside since the last apply: enabled")),
            change(ResourceKind.DRS, "mgmt-01", Action.NONE),
            new Change(
                address(ResourceKind.RULE, "hcc-london"),
                Action.UPDATE,
                Impact.IN_PLACE,
                List.of(
                    new AttributeChange(
                        "vms",
                        new Attribute.Listing(List.of("hcc-lon-1")),
                        new Attribute.Listing(List.of("hcc-lon-1", "hcc-lon-2")))),
                List.of()),
            new Change(
                address(ResourceKind.HA_OVERRIDE, "hcc-lon-9"),
                Action.DELETE,
                Impact.NONE,
                List.of(new AttributeChange("restartPriority", text("high"), ABSENT)),
                List.of("it goes with its VM")),
            new Change(
                address(ResourceKind.MEMBERSHIP, "hcc-lon-2"),
                Action.CREATE,
                Impact.NONE,
                List.of(
                    created("node", text("hcc-lon-2")),
                    created("member", new Attribute.KnownAfterApply())),
                List.of("the primary does not list it")));
    List<Diagnostic> diagnostics =
        List.of(
            Diagnostic.error("plan/needs-rebuild", "hcc-lon-3 would have to be rebuilt")
                .because("Its OVF properties differ from the blueprint.")
                .advise("Take the change back.")
                .at(
                    new SourceRange(
                        "blueprints/hcc-london.yaml", 15, 14, 15, 23, "    - {name: hcc-lon-3}")),
            Diagnostic.warning("plan/too-few-hosts", "too few hosts to separate the nodes")
                .because("Cluster mgmt-01 has 2 usable hosts (of 3) for 3 nodes."));
    return new PlanReview(
        new Plan(Plan.Operation.APPLY, "hcc-london", "d1", changes, mainJob(2), diagnostics)
            .judged(
                waiving(
                    new Waived(
                        "no-deletes",
                        "ha-override/hcc-lon-9",
                        "ha-override/hcc-lon-9 would be deleted",
                        "CHG0012345: the node goes",
                        LAST_DAY),
                    new Waived(
                        "package-pinned",
                        "",
                        "Another file in the place of the package would be deployed without a"
                            + " word.",
                        "vendor's hot-fix of the week",
                        LAST_DAY))),
        diagnostics,
        Optional.of(
            new PlacementPicture(
                "mgmt-01",
                List.of(
                    new PlacementPicture.Host("esx-1.lon.example", "", List.of(node(4, true))),
                    new PlacementPicture.Host("esx-2.lon.example", "", List.of(node(3, false))),
                    new PlacementPicture.Host("esx-3.lon.example", "in maintenance", List.of())),
                List.of(node(1, true), node(2, true)),
                Optional.of(new PlacementPicture.Rule("hcc-london", true)))),
        List.of("slipway plan blueprints/hcc-london.yaml -i inventories/london.yaml"));
  }

  /** Everything is as it is wanted. */
  static PlanReview noChanges() {
    return new PlanReview(
        new Plan(
            Plan.Operation.APPLY,
            "hcc-london",
            "d1",
            List.of(
                change(ResourceKind.VM, "hcc-lon-1", Action.NONE),
                change(ResourceKind.RULE, "hcc-london", Action.NONE)),
            new StepGraph(List.of()),
            List.of()),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** So many resources, named by somebody who wants to break out. */
  static PlanReview hostile(int resources, long seed) {
    Random random = new Random(seed);
    List<Change> changes = new ArrayList<>();
    for (int index = 0; index < resources; index++) {
      Action action = any(random, List.of(Action.values()));
      List<AttributeChange> attributes = new ArrayList<>();
      for (int entry = random.nextInt(8); entry >= 0; entry--) {
        attributes.add(
            new AttributeChange(hostileText(random) + entry, attribute(random), attribute(random)));
      }
      changes.add(
          new Change(
              address(any(random, List.of(ResourceKind.values())), hostileText(random) + index),
              action,
              any(random, List.of(Impact.values())),
              attributes,
              random.nextBoolean() ? List.of(hostileText(random)) : List.of()));
    }
    List<Diagnostic> diagnostics =
        IntStream.range(0, random.nextInt(20))
            .mapToObj(index ->
                Diagnostic.warning("x", hostileText(random) + index)
                    .because(hostileText(random))
                    .at(new SourceRange(hostileText(random), 1, 1, 1, 4, hostileText(random))))
            .toList();
    PlacementPicture.Node node =
        new PlacementPicture.Node(hostileText(random), hostileText(random), "ip", true);
    return new PlanReview(
        new Plan(
                Plan.Operation.APPLY,
                hostileText(random),
                "d",
                changes,
                graph(resources, () -> hostileText(random)),
                diagnostics)
            .judged(
                waiving(
                    IntStream.range(0, resources / 10)
                        .mapToObj(index ->
                            new Waived(
                                "rule-" + index,
                                hostileText(random),
                                hostileText(random),
                                hostileText(random),
                                LAST_DAY))
                        .toArray(Waived[]::new))),
        diagnostics,
        Optional.of(
            new PlacementPicture(
                hostileText(random),
                List.of(new PlacementPicture.Host(hostileText(random), "", List.of(node))),
                List.of(node),
                Optional.of(new PlacementPicture.Rule(hostileText(random), true)))),
        List.of("slipway apply '" + hostileText(random) + "'"));
  }

  /** The steps of the main job for so many nodes, the first of them the primary. */
  static StepGraph mainJob(int nodes) {
    return graph(nodes, () -> "");
  }

  private static StepGraph graph(int count, Supplier<String> addition) {
    List<StepGraph.Node> nodes = new ArrayList<>();
    FolderSpec folder = new FolderSpec("LON", "Horizon/Connectors" + addition.get());
    String made = add(nodes, new Step.CreateFolder(folder, "hcc-london"), List.of());
    List<VmSpec> vms =
        IntStream.rangeClosed(1, count)
            .mapToObj(index -> vmSpec("hcc-lon-" + index + addition.get()))
            .toList();
    List<String> verified = new ArrayList<>();
    for (VmSpec vm : vms) {
      String deployed = add(nodes, new Step.DeployVm(vm, "hcc-london"), List.of(made));
      String marked = add(nodes, new Step.MarkVm(vm, "hcc-london"), List.of(deployed));
      verified.add(add(nodes, new Step.VerifyProperties(vm), List.of(marked)));
    }
    List<String> configured =
        count % 2 == 1
            ? verified
            : List.of(
                add(
                    nodes,
                    new Step.ReconfigureCluster(
                        ClusterReconfiguration.rules("LON", "mgmt-01", List.of(), List.of()),
                        List.of(),
                        false),
                    verified));
    List<String> before = new ArrayList<>();
    for (VmSpec vm : vms) {
      String powered = add(nodes, new Step.PowerOnVm(vm), configured);
      before.add(add(nodes, new Step.AwaitAddress(vm, Duration.ofMinutes(15)), List.of(powered)));
    }
    NodeTarget primary = target(vms.getFirst(), "primary");
    for (VmSpec vm : vms.subList(1, vms.size())) {
      NodeTarget worker = target(vm, "worker");
      List<SequenceStep> steps =
          List.of(
              step("request", "Ask the primary node for the join command", "primary"),
              step("join", "Run the join command on the worker node" + addition.get(), "node"),
              step("settle", "Wait until the node is ready", "primary"));
      NodeSequenceSpec nodeSequence =
          new NodeSequenceSpec(
              worker,
              List.of(primary, worker),
              new SequenceSpec(
                  "join",
                  "worker",
                  SequenceSpec.Outcome.MEMBERSHIP,
                  StepBuilder.proof("primary", "true"),
                  steps),
              Bindings.of(Map.of()));
      for (SequenceStep step : steps) {
        NodeTarget node = nodeSequence.nodesFor(step).getFirst();
        before = List.of(add(nodes, new Step.RunSequenceStep(nodeSequence, step, node), before));
      }
    }
    return new StepGraph(nodes);
  }

  private static String add(List<StepGraph.Node> nodes, Step step, List<String> after) {
    nodes.add(new StepGraph.Node(step, after));
    return step.id();
  }

  private static Verdict waiving(Waived... waived) {
    return new Verdict(List.of(), List.of(waived), List.of());
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String hostileText(Random random) {
    String text = any(random, HOSTILE);
    return random.nextInt(40) == 0 ? text.repeat(200) : text;
  }

  private static Attribute attribute(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new Attribute.Sensitive();
      case 1 -> new Attribute.KnownAfterApply();
      case 2 -> ABSENT;
      case 3 -> new Attribute.Listing(List.of(hostileText(random), hostileText(random)));
      default -> text(hostileText(random));
    };
  }

  private static PlacementPicture.Node node(int number, boolean ruled) {
    return new PlacementPicture.Node(
        "hcc-lon-" + number, number == 1 ? "primary" : "worker", "10.20.0.1" + number, ruled);
  }

  private static NodeTarget target(VmSpec vm, String role) {
    return new NodeTarget(vm.name(), role, vm.ip(), vm.path());
  }

  private static VmSpec vmSpec(String name) {
    return new VmSpec(
        name,
        "worker",
        "10.20.0.11",
        PLACEMENT,
        Duration.ofMinutes(15),
        new VmSource.PackageFile(Path.of("packages/hcc.ova"), null, PackageOptions.NONE, Set.of()),
        "source",
        Map.of(),
        VmSettings.NONE);
  }

  private static SequenceStep step(String name, String title, String on) {
    return StepBuilder.step(name).title(title).on(on).build();
  }

  private static List<AttributeChange> vm(String role, String ip) {
    return List.of(
        created("role", text(role)),
        created("ip", text(ip)),
        created("package", text("packages/horizon-cloud-connector.ova")),
        created("cluster", text("mgmt-01")),
        created("host", new Attribute.KnownAfterApply()),
        created("networks[\"VM Network\"]", text("horizon-mgmt")),
        created("properties[\"hcc.root_password\"]", new Attribute.Sensitive()),
        created("properties[\"hcc.worker_node\"]", text("False")));
  }

  private static Change change(ResourceKind kind, String name, Action action) {
    return new Change(address(kind, name), action, Impact.NONE, List.of(), List.of());
  }

  private static Address address(ResourceKind kind, String name) {
    return new Address(kind, name);
  }

  private static AttributeChange created(String path, Attribute after) {
    return new AttributeChange(path, ABSENT, after);
  }

  private static Attribute text(String text) {
    return new Attribute.Text(text);
  }
}
