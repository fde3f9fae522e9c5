package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.cli.CommandLineRun.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies do to validate, plan and apply. */
class PolicyTest {
  private static final String REAL =
      "url: https://127.0.0.1/sdk\n    username: u\n    password: ${env:PW}\n    tls: {thumbprint: "
          + "\"00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00\"}";
  private static final String RULE =
      """
      rules:
          - name: few-changes
            forEach: plan.resource_changes
            when: it.type == "vm" && "create" in it.change.actions
            severity: %s
            message: ${it.address} is one of ${plan.summary.add}
      """;

  @TempDir private Path folder;
  private Shell shell;
  private String blueprint;
  private String inventory;

  @BeforeEach
  void copyTheExamples() throws IOException {
    shell = new Shell(folder).with("PW", "x").at(Instant.parse("2026-11-21T12:00:00Z"));
    blueprint =
        Files.readString(Path.of("blueprints/hcc-london.yaml"))
            .replace("packages/", Path.of("packages").toAbsolutePath() + "/");
    inventory = Files.readString(Path.of("inventories/sandbox.yaml"));
    write();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "separate-hosts       | separateHosts: required | separateHosts: off",
        "separate-hosts       | separateHosts: required |",
        "ha-declared          | ha: \\{vmMonitoring     | ha: {enabled: false, vmMonitoring",
        "no-plaintext-secrets | password: \\$\\{env:PW} | password: hunter2hunter2",
        "tls-verified         | \\{thumbprint:.*}       | {insecure: true}",
        "certificate-pinned   | tls: \\{thumbprint:.*}  |",
        "package-pinned       | packageDigest: .*       |",
      })
  void aBuiltInRuleWarnsUntilAPolicySaysOtherwise(String rule, String good, @Nullable String bad)
      throws IOException {
    inventory =
        inventory
            .replace("url: \"sandbox:\"", REAL)
            .replace("{generate: 20}", "{env: PW}")
            .replace("ssh: {user: ccadmin}", "ssh: {user: ccadmin, knownHosts: k}");
    blueprint =
        blueprint.replace(
            "  package: ", "  packageDigest: sha256:" + digestOfPackage() + "\n  package: ");
    write();
    assertThat(codes(shell.run("validate", "b.yaml", "-i", "i.yaml", "--format", "json")))
        .isEmpty();

    String replacement = bad == null ? "" : bad;
    blueprint = blueprint.replaceAll(good, replacement);
    inventory = inventory.replaceAll(good, replacement);
    write();

    CommandLineRun warned = shell.run("validate", "b.yaml", "-i", "i.yaml", "--format", "json");
    assertThat(codes(warned)).containsExactly("warning policy/" + rule);
    assertThat(warned.exitCode()).isZero();
    policy("builtIn: {" + rule + ": error}");
    CommandLineRun blocked = shell.run("validate", "b.yaml", "-i", "i.yaml", "--format", "json");
    assertThat(codes(blocked)).containsExactly("error policy/" + rule);
    assertThat(blocked.exitCode()).isEqualTo(3);
    policy("builtIn: {" + rule + ": off}");
    assertThat(codes(shell.run("validate", "b.yaml", "-i", "i.yaml", "--format", "json")))
        .isEmpty();
  }

  @Test
  void theExampleHasNothingToSay() {
    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.err()).doesNotContain("warning", "policy");
  }

  @Test
  void anErrorStopsPlanAndApplyAndShowsThePlan() throws IOException {
    policy(RULE.formatted("error"));

    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");
    CommandLineRun apply = shell.run("apply", "b.yaml", "-i", "i.yaml", "--auto-approve");

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.out()).contains("Plan: 7 to add");
    assertThat(plan.err())
        .contains("error: policy rule \"few-changes\" is not met by vm/hcc-lon-1")
        .contains("policies/site.yaml:8:13")
        .contains("vm/hcc-lon-2 is one of 7");
    assertThat(apply.exitCode()).isEqualTo(3);
    assertThat(apply.out()).doesNotContain("Apply complete!");
  }

  @Test
  void aWarningStopsNothing() throws IOException {
    policy(RULE.formatted("warning"));

    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.err()).contains("warning: policy rule \"few-changes\" is not met");
  }

  @Test
  void aWaiverHoldsThroughItsLastDay() throws IOException {
    policy(
        RULE.formatted("error")
            + """
              waivers:
                - {rule: few-changes, resource: vm/hcc-lon-1, reason: roll-out, until: 2026-11-21}
                - {rule: few-changes, resource: vm/hcc-lon-2, reason: roll-out, until: 2026-12-31}
                - {rule: few-changes, resource: vm/other, blueprint: b, reason: r, until: 2026-12-31}
            """);

    CommandLineRun today = shell.run("plan", "b.yaml", "-i", "i.yaml");
    CommandLineRun json = shell.run("plan", "b.yaml", "-i", "i.yaml", "--format", "json");
    shell.at(Instant.parse("2026-11-22T00:00:00Z"));
    CommandLineRun tomorrow = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(today.exitCode()).isZero();
    assertThat(today.out()).contains("few-changes for vm/hcc-lon-1 until 2026-11-21: roll-out");
    assertThat(today.err()).doesNotContain("warning");
    JsonNode waived = new ObjectMapper().readTree(json.out()).at("/policy/waived");
    assertThat(waived.findValuesAsText("resource")).containsExactly("vm/hcc-lon-1", "vm/hcc-lon-2");
    assertThat(tomorrow.exitCode()).isEqualTo(3);
    assertThat(tomorrow.err())
        .contains("warning: the waiver has ended")
        .contains("by vm/hcc-lon-1");
  }

  @Test
  void aWaiverForAResourceThatIsNotThereIsNoticed() throws IOException {
    policy("waivers: [{rule: ha-declared, resource: ha/mgmt-02, reason: r, until: 2027-01-01}]");

    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(plan.exitCode()).isZero();
    assertThat(plan.err()).contains("not in the plan").contains("Did you mean \"ha/mgmt-01\"?");
  }

  @Test
  void aRuleThatCannotBeAskedFails() throws IOException {
    policy(
        "rules: [{name: r, when: 'plan.resource_changes[99].address == \"\"', severity: warning,"
            + " message: m}]");

    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.err()).contains("the expression has no value");
  }

  @Test
  void filesOfTheOptionAreReadToo() throws IOException {
    Files.createDirectory(folder.resolve("more"));
    policy(RULE.formatted("error"));
    Files.move(folder.resolve("policies/site.yaml"), folder.resolve("more/site.yaml"));

    assertThat(shell.run("plan", "b.yaml", "-i", "i.yaml").exitCode()).isZero();
    assertThat(shell.run("plan", "b.yaml", "-i", "i.yaml", "--policy", "more").exitCode())
        .isEqualTo(3);
    assertThat(shell.run("plan", "b.yaml", "-i", "i.yaml", "--policy", "none.yaml").err())
        .contains("there is no file");
  }

  @Test
  void anotherPackageThanThePinnedOneIsRefused() throws IOException {
    blueprint =
        blueprint.replace(
            "  package: ", "  packageDigest: sha256:" + "0".repeat(64) + "\n  package: ");
    write();

    CommandLineRun plan = shell.run("plan", "b.yaml", "-i", "i.yaml");

    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.err())
        .contains("error: the package is not the one pinned")
        .contains(digestOfPackage());
  }

  private String digestOfPackage() throws IOException {
    try (var in = Files.newInputStream(Path.of("packages/horizon-cloud-connector.ova"))) {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(in.readAllBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void policy(String spec) throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(
        folder.resolve("policies/site.yaml"),
        "apiVersion: slipway/v1\nkind: Policy\nmetadata: {name: site}\nspec:\n  " + spec);
  }

  private void write() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), blueprint);
    Files.writeString(folder.resolve("i.yaml"), inventory);
  }

  private static List<String> codes(CommandLineRun run) throws IOException {
    return new ObjectMapper()
        .readTree(run.out())
        .path("diagnostics")
        .valueStream()
        .map(problem -> problem.path("severity").asText() + " " + problem.path("code").asText())
        .toList();
  }
}
