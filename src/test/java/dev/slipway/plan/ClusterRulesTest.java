package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedCluster.ObservedGroup;
import dev.slipway.model.ObservedCluster.ObservedRule;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.RuleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterRulesTest {
  private static final String LICENSED = "hcc-london/licensed";
  private static final ObservedRule APART =
      ObservedRule.antiAffinity("hcc-london", true, true, List.of("vm-1", "vm-2"));

  @Test
  void aMissingRuleIsCreatedWithWhatIsDeclared() {
    Change change = change(plan(rule(null), observed(List.of(), APART)));

    assertThat(change.action()).isEqualTo(Action.CREATE);
    assertThat(change.attributes())
        .containsExactly(
            AttributeChange.created("type", Attribute.text("vm-host-affinity")),
            AttributeChange.created("vms", new Attribute.Listing(List.of("hcc-lon-1"))),
            AttributeChange.created("hosts", new Attribute.Listing(List.of("esx-1"))),
            AttributeChange.created("enabled", Attribute.text(true)));
  }

  @Test
  void onlyWhatIsDeclaredIsCompared() {
    ObservedRule seen = seen("vm-1", List.of("esx-1"), true);

    assertThat(plan(rule(null), observed(List.of(), APART, seen)).isEmpty()).isTrue();
    assertThat(change(plan(rule(false), observed(List.of(), APART, seen))).attributes())
        .containsExactly(
            new AttributeChange("mandatory", Attribute.text(true), Attribute.text(false)));
  }

  @Test
  void otherHostsAreAChangeInPlace() {
    ObservedRule seen = seen("vm-1", List.of("esx-2", "esx-3"), true);

    Plan plan = plan(rule(true), observed(List.of(), APART, seen));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 1, 0));
    assertThat(change(plan).attributes())
        .containsExactly(
            new AttributeChange(
                "hosts",
                new Attribute.Listing(List.of("esx-2", "esx-3")),
                new Attribute.Listing(List.of("esx-1"))));
  }

  @Test
  void aRuleThatIsNoLongerDeclaredIsRemoved() {
    ObservedRule seen = seen("vm-1", List.of("esx-1"), true);

    Plan plan = Planner.plan(Fixtures.desired(true), observed(List.of(), APART, seen));

    assertThat(plan.summary()).isEqualTo(new Summary(0, 0, 1));
    assertThat(plan.graph().nodes())
        .singleElement()
        .extracting(StepGraph.Node::step)
        .isInstanceOfSatisfying(
            Step.ReconfigureCluster.class,
            step -> assertThat(step.change().removeRules()).containsExactly(LICENSED));
  }

  @Test
  void aForeignRuleOfSuchANameIsNoneOfOurs() {
    ObservedRule seen = seen("vm-77", List.of("esx-1"), true);

    assertThat(Planner.plan(Fixtures.desired(true), observed(List.of(), APART, seen)).isEmpty())
        .isTrue();
    Plan plan = plan(rule(true), observed(List.of(), APART, seen));
    assertThat(plan.isApplicable()).isFalse();
    assertThat(plan.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("plan/foreign-rule");
  }

  @Test
  void aForeignGroupOfSuchANameBlocksTheRule() {
    for (ObservedGroup group :
        List.of(
            new ObservedGroup(LICENSED + " VMs", true, List.of("vm-77")),
            new ObservedGroup(LICENSED + " hosts", true, List.of("vm-1")))) {
      Plan plan = plan(rule(true), observed(List.of(group), APART));

      assertThat(plan.diagnostics())
          .extracting(Diagnostic::code)
          .containsExactly("plan/foreign-group");
    }
  }

  @Test
  void hostsMustBeInTheCluster() {
    Plan plan =
        plan(
            new ClusterRule(
                LICENSED,
                RuleType.VM_HOST_AFFINITY,
                List.of(Fixtures.PRIMARY.vm()),
                List.of("esx-11"),
                List.of(),
                true),
            observed(List.of(), APART));

    assertThat(plan.diagnostics().getFirst().summary())
        .isEqualTo("cluster mgmt-01 has no host esx-11");
    assertThat(plan.diagnostics().getFirst().advice()).isEqualTo("Did you mean \"esx-1\"?");
  }

  @Test
  void destroyRemovesAllRulesOfOurs() {
    ObservedRule seen = seen("vm-1", List.of("esx-1"), true);
    ObservedRule foreign =
        new ObservedRule(
            "hcc-london/theirs",
            RuleType.AFFINITY,
            true,
            false,
            List.of("vm-1", "vm-77"),
            List.of(),
            List.of());

    Plan plan =
        Planner.planDestroy(Fixtures.desired(true), observed(List.of(), APART, seen, foreign));

    assertThat(plan.graph().nodes().getFirst().step())
        .isInstanceOfSatisfying(
            Step.ReconfigureCluster.class,
            step ->
                assertThat(step.change().removeRules()).containsExactly("hcc-london", LICENSED));
  }

  private static ClusterRule rule(@Nullable Boolean mandatory) {
    return new ClusterRule(
        LICENSED,
        RuleType.VM_HOST_AFFINITY,
        List.of(Fixtures.PRIMARY.vm()),
        List.of("esx-1"),
        List.of(),
        mandatory);
  }

  private static ObservedRule seen(String vm, List<String> hosts, boolean mandatory) {
    return new ObservedRule(
        LICENSED, RuleType.VM_HOST_AFFINITY, true, mandatory, List.of(vm), hosts, List.of());
  }

  private static Observed observed(List<ObservedGroup> groups, ObservedRule... rules) {
    ObservedCluster cluster =
        Fixtures.cluster(3, Fixtures.ha(true, "vmMonitoringOnly"), true, Arrays.asList(rules));
    return Fixtures.observed(
        new ObservedCluster(
            cluster.name(),
            cluster.hosts(),
            cluster.datastores(),
            cluster.ha(),
            cluster.drs(),
            new TreeMap<>(Map.of("vm-1", Fixtures.HIGH, "vm-2", Fixtures.HIGH)),
            cluster.drsOverrides(),
            cluster.rules(),
            groups),
        new ObservedSequence.Done(),
        Fixtures.ownVm("vm-1", Fixtures.PRIMARY, true),
        Fixtures.ownVm("vm-2", Fixtures.WORKER, true));
  }

  private static Plan plan(ClusterRule rule, Observed observed) {
    DesiredState base = Fixtures.desired(true);
    List<Desired> resources = new ArrayList<>(base.resources());
    resources.add(new Desired.RuleSpec("mgmt-01", rule));
    return Planner.plan(
        new DesiredState(
            base.blueprint(),
            base.digest(),
            base.placement(),
            base.nodes(),
            base.origins(),
            resources),
        observed);
  }

  private static Change change(Plan plan) {
    return plan.changes().stream()
        .filter(change -> change.address().name().equals(LICENSED))
        .findFirst()
        .orElseThrow();
  }
}
