package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.blueprint.Blueprint.Separation;
import dev.slipway.blueprint.BlueprintLoader;
import dev.slipway.blueprint.Surroundings;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Value;
import dev.slipway.system.SystemMembers.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of the pod's definition, and what its groups become. */
class HorizonPodTest {
  @TempDir private Path folder;

  private final Diagnostics diagnostics = new Diagnostics();

  @ParameterizedTest
  @CsvSource({
    "sessions: 1,                                      2,  4",
    "sessions: 4000,                                   2,  4",
    "sessions: 4001,                                   3,  6",
    "sessions: 8000,                                   3,  6",
    "sessions: 20000,                                  6, 12",
    "'sessions: 8000, tunnelled: true',                5, 10",
    "'sessions: 12000, tunnelled: yes',                ,    ",
    "'sessions: 12000, tunnelled: true',               7, 14",
    "'sessions: 8000, loadBalancerBetween: true',      3,  4",
    "'sessions: 8000, uagPerConnectionServer: 3',      3,  9",
    "'sessions: 8000, uagPerConnectionServer: 1',      3,  4",
    "'sessions: 12001, tunnelled: true',               ,    ",
    "sessions: 20001,                                  ,    ",
    "'sessions: 8000, instantClones: 20001',           ,    ",
    "'sessions: 8000, fullClones: 4001',               ,    ",
    "'sessions: 8000, vCenters: 6',                    ,    ",
    "'sessions: 8000, latencyToAgents: 121',           ,    ",
    "'sessions: 8000, remoteVms: 1001',                ,    ",
    "'sessions: 8000, instantClones: 20000, fullClones: 4000, vCenters: 5', 3, 6"
  })
  void asManyAsTheArchitectureDemands(
      String parameters, Integer connectionServers, Integer gateways) throws IOException {
    List<Member> members = members(parameters, "");

    if (connectionServers == null) {
      assertThat(diagnostics.hasErrors()).isTrue();
    } else {
      assertThat(diagnostics.all()).isEmpty();
      assertThat(nodes(members, "connectionServers")).hasSize(connectionServers);
      assertThat(nodes(members, "uags")).hasSize(gateways);
    }
  }

  @Test
  void theArithmeticIsTold() throws IOException {
    List<Member> members = members("sessions: 8000", "");

    assertThat(members)
        .extracting(member -> member.group().name() + ": " + member.group().sizing())
        .containsExactly(
            "connectionServers: 3 = ⌈8000 sessions / 4000⌉ + 1",
            "uags: 6 = 3 connectionServers × 2 uagPerConnectionServer");
    assertThat(members.getLast().group().reason())
        .startsWith("without a load balancer between, ")
        .contains("Less: 4 = ⌈8000 sessions / 2000⌉; one takes 2,000 sessions (Horizon 8");
    assertThat(members.getLast().group().after()).containsExactly("connectionServers");
  }

  @Test
  void whatIsAboveALimitIsRefusedWithItsSource() throws IOException {
    members("sessions: 16000, tunnelled: true", "");

    Diagnostic problem = diagnostics.all().getFirst();
    assertThat(problem.summary())
        .isEqualTo("the group \"connectionServers\" can have at most 7 nodes");
    assertThat(problem.detail())
        .contains("(Horizon 8 architecture, pods and blocks)")
        .contains("9 = ⌈16000 sessions / 2000⌉ + 1");
  }

  @Test
  void moreThanDemandedIsAllowedAndFewerIsNot() throws IOException {
    List<Member> more = members("sessions: 8000", "count: 4");
    assertThat(diagnostics.all()).isEmpty();
    assertThat(more.getFirst().group().sizing())
        .isEqualTo("4, at least 3 = ⌈8000 sessions / 4000⌉ + 1");
    assertThat(nodes(more, "uags")).hasSize(8);

    members("sessions: 8000", "count: 2");
    assertThat(diagnostics.all())
        .extracting(Diagnostic::summary)
        .containsExactly("the group \"connectionServers\" has too few nodes");
    assertThat(diagnostics.all().getFirst().detail())
        .startsWith("There are 2 and 3 are needed: 3 = ⌈8000 sessions / 4000⌉ + 1.");
  }

  @Test
  void eachConnectionServerHasItsGateways() throws IOException {
    Member gateways = members("sessions: 8000", "").getLast();

    assertThat(gateways.blueprint().nodes())
        .extracting(
            node -> node.name().value(), node -> node.ip().value(), node -> partner(gateways, node))
        .containsExactly(
            tuple("uag-01", "10.0.0.51", "cs-1 10.0.0.41"),
            tuple("uag-02", "10.0.0.52", "cs-1 10.0.0.41"),
            tuple("uag-03", "10.0.0.53", "cs-2 10.0.0.42"),
            tuple("uag-04", "10.0.0.54", "cs-2 10.0.0.42"),
            tuple("uag-05", "10.0.0.55", "cs-3 10.0.0.43"),
            tuple("uag-06", "10.0.0.56", "cs-3 10.0.0.43"));
    assertThat(gateways.bindings().get("uag-01"))
        .containsEntry("connectionServers.ips", Value.plain("10.0.0.41,10.0.0.42,10.0.0.43"));
  }

  @Test
  void theBlueprintHasTheLastWordOnAvailability() throws IOException {
    Member declared =
        members("sessions: 8000", "separateHosts: off, vmOverrides: {restartPriority: lowest}")
            .getFirst();
    assertThat(Objects.requireNonNull(declared.blueprint().availability().separateHosts()).value())
        .isEqualTo(Separation.OFF);
    assertThat(declared.blueprint().availability().vmOverrides().ha().value("restartPriority"))
        .isEqualTo("lowest");

    Member fromDefinition = members("sessions: 8000", "").getFirst();
    assertThat(
            Objects.requireNonNull(fromDefinition.blueprint().availability().separateHosts())
                .value())
        .isEqualTo(Separation.REQUIRED);
    assertThat(
            fromDefinition.blueprint().availability().vmOverrides().ha().value("restartPriority"))
        .isEqualTo("high");
  }

  private static String partner(Member gateways, Node node) {
    Map<String, Value> bindings =
        Objects.requireNonNull(gateways.bindings().get(node.name().value()));
    return Objects.requireNonNull(bindings.get("partner.name")).display()
        + " "
        + Objects.requireNonNull(bindings.get("partner.ip")).display();
  }

  private static List<Node> nodes(List<Member> members, String group) {
    return members.stream()
        .filter(member -> member.group().name().equals(group))
        .findFirst()
        .orElseThrow()
        .blueprint()
        .nodes();
  }

  private List<Member> members(String parameters, String more) throws IOException {
    Path file = folder.resolve("pod.yaml");
    Files.writeString(
        file,
        """
        apiVersion: slipway/v1
        kind: HorizonPod
        metadata: {name: pod}
        spec:
          %s
          groups:
            connectionServers:
              {package: a.ova, names: "cs-{n}", addresses: 10.0.0.41-10.0.0.49, %s}
            uags: {package: b.ova, names: "uag-{nn}", addresses: [10.0.0.51-10.0.0.70]}
          availability: {ha: {}}
        """
            .formatted(parameters.replace(", ", "\n  "), more));
    SystemDefinition definition =
        new SystemLoader(List.of(Path.of("templates")))
            .load("HorizonPod", diagnostics)
            .orElseThrow();
    return new BlueprintLoader(new Surroundings(Map.of(), Map.of(), folder))
        .load(file, definition.kind(), diagnostics)
        .map(blueprint -> SystemMembers.of(definition, blueprint, diagnostics))
        .orElse(List.of());
  }
}
