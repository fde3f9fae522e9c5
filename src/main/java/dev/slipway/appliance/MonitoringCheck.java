package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Monitoring;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Availability;
import dev.slipway.blueprint.Blueprint.Ha;
import dev.slipway.blueprint.Blueprint.Node;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Settings;
import dev.slipway.model.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Warns of VM Monitoring that the appliance does not support, or that leaves it too little time.
 */
public final class MonitoringCheck {
  private static final String MONITORED = "vmMonitoring";
  private static final String OFF = "vmMonitoringDisabled";
  private static final String OWN = "vmToolsMonitoringSettings.";
  private static final String MINIMUM = OWN + "minUpTime";

  private MonitoringCheck() {}

  /**
   * Warns of what a blueprint declares of VM Monitoring; what it does not declare may be anything.
   *
   * @param settings from {@link SettingsResolver#resolve}
   */
  public static void check(
      ApplianceDefinition definition,
      Blueprint blueprint,
      Map<String, Value> settings,
      Diagnostics diagnostics) {
    Availability availability = blueprint.availability();
    Ha ha = availability.ha();
    boolean monitored =
        (ha != null && isOn(ha.settings().value(MONITORED)))
            || blueprint.nodes().stream()
                .anyMatch(node -> isOn(overrides(availability, node).value(OWN + MONITORED)));
    if (!monitored) {
      return;
    }
    SourceRange place = ha == null ? blueprint.range() : ha.range();
    Monitoring monitoring = definition.monitoring();
    monitoring
        .conditions()
        .forEach(condition ->
            condition
                .brokenBy(settings)
                .ifPresent(value ->
                    diagnostics.add(
                        Diagnostic.warning(
                                "blueprint/unsupported-monitoring",
                                "VM Monitoring is not supported with %s \"%s\""
                                    .formatted(condition.setting(), value))
                            .because(condition.reason())
                            .at(place))));
    Duration allowance = monitoring.startUpAllowance();
    if (allowance != null) {
      checkTime(allowance, definition, blueprint, place, diagnostics);
    }
  }

  private static void checkTime(
      Duration allowance,
      ApplianceDefinition definition,
      Blueprint blueprint,
      SourceRange place,
      Diagnostics diagnostics) {
    List<String> hasty =
        blueprint.nodes().stream()
            .filter(node -> seconds(blueprint.availability(), node) < allowance.toSeconds())
            .map(node -> node.name().value())
            .toList();
    if (!hasty.isEmpty()) {
      diagnostics.add(
          Diagnostic.warning(
                  "blueprint/hasty-monitoring", "\"minUpTime\" is shorter than the nodes need")
              .because(
                  "%s needs about %d s after a restart. vSphere HA may reset %s before that."
                      .formatted(
                          definition.title(), allowance.toSeconds(), String.join(", ", hasty)))
              .advise(
                  "Below \"availability\" write vmOverrides: {vmToolsMonitoringSettings:"
                      + " {minUpTime: %d}}.".formatted(allowance.toSeconds() * 2))
              .at(place));
    }
  }

  /** What is declared for a node; without a declaration nothing is too short. */
  private static long seconds(Availability availability, Node node) {
    String own = overrides(availability, node).value(MINIMUM);
    Ha ha = availability.ha();
    String declared =
        own != null || ha == null ? own : ha.settings().value("defaultVmSettings." + MINIMUM);
    return declared == null ? Long.MAX_VALUE : Long.parseLong(declared);
  }

  private static Settings overrides(Availability availability, Node node) {
    return availability.vmOverrides().overriddenBy(node.vmOverrides()).ha();
  }

  private static boolean isOn(@Nullable String monitoring) {
    return monitoring != null && !monitoring.equals(OFF);
  }
}
