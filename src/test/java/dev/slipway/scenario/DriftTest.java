package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Settings;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others changed since the last apply is told apart from what the blueprint changes. */
class DriftTest {
  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void driftAndTheBlueprintsChangesAreToldApart() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      try (VCenter vcenter = site.connect()) {
        vcenter.reconfigure(
            ClusterReconfiguration.settings(
                "LON",
                "mgmt-01",
                Settings.of(Map.of("enabled", "false")),
                Settings.NONE,
                Map.of()));
      }
      site.edit("separateHosts: required", "separateHosts: preferred");

      CommandLineRun plan = site.run("plan");

      assertThat(plan.out())
          .contains("# (because changed outside since the last apply: enabled)")
          .contains("Changed outside of this blueprint since its last apply: 1 resource.")
          .contains("Plan: 0 to add, 2 to change, 0 to destroy.");
      JsonNode json = new ObjectMapper().readTree(site.run("plan", "--format", "json").out());
      assertThat(drift(json, "ha/mgmt-01")).isTrue();
      assertThat(drift(json, "rule/hcc-london")).isFalse();
      for (String format : List.of("markdown", "html")) {
        assertThat(site.run("plan", "--format", format).out())
            .contains("Changed outside of this blueprint since its last apply: 1 resource.");
      }

      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      assertThat(site.run("plan").out()).startsWith("No changes.");
    }
  }

  private static boolean drift(JsonNode plan, String address) {
    return StreamSupport.stream(plan.path("resource_changes").spliterator(), false)
        .filter(change -> change.path("address").asText().equals(address))
        .findFirst()
        .orElseThrow()
        .path("drift")
        .asBoolean();
  }
}
