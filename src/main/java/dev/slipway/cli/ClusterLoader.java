package dev.slipway.cli;

import dev.slipway.appliance.ApplianceDefinition;
import dev.slipway.appliance.ApplianceDefinition.Document;
import dev.slipway.appliance.ApplianceLoader;
import dev.slipway.appliance.HostNameCheck;
import dev.slipway.appliance.MonitoringCheck;
import dev.slipway.appliance.RoleCheck;
import dev.slipway.appliance.SettingsResolver;
import dev.slipway.appliance.WindowsNameCheck;
import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.Template;
import dev.slipway.cli.Wanted.Cluster;
import dev.slipway.diag.Diagnostics;
import dev.slipway.expand.BlueprintExpander;
import dev.slipway.expand.PackageCheck;
import dev.slipway.expand.PackageDigest;
import dev.slipway.model.Bindings;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.port.PortException;
import dev.slipway.template.VelocityTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the desired state of one cluster, of its definition and its package. */
final class ClusterLoader {
  private final ApplianceLoader appliances;
  private final PackageSources packages;
  private final @Nullable Destination destination;
  private final Diagnostics diagnostics;

  /**
   * Reports what is wrong.
   *
   * @param destination null without an inventory file, and when that is wrong
   */
  ClusterLoader(
      ApplianceLoader appliances,
      PackageSources packages,
      @Nullable Destination destination,
      Diagnostics diagnostics) {
    this.appliances = appliances;
    this.packages = packages;
    this.destination = destination;
    this.diagnostics = diagnostics;
  }

  /**
   * What became of one cluster.
   *
   * @param bindings what references stand for, by the name of the node
   */
  record Part(
      ApplianceDefinition definition, DesiredState desired, SortedMap<String, Bindings> bindings) {}

  /** The definition of a cluster's appliance; empty when it is wrong, which is reported. */
  Optional<ApplianceDefinition> definition(Cluster cluster) {
    return appliances
        .load(cluster.blueprint().appliance(), diagnostics)
        .map(definition -> cluster.adjust(definition, diagnostics));
  }

  /**
   * Checks a cluster as far as that is possible, and expands it.
   *
   * @param definition null when it is wrong
   * @return empty without an inventory file, and when something is wrong, which is reported
   */
  Optional<Part> load(Cluster cluster, @Nullable ApplianceDefinition definition)
      throws InterruptedException {
    Blueprint blueprint = cluster.blueprint();
    packages.fetch(blueprint);
    Map<String, Value> settings =
        definition == null ? Map.of() : checkAgainst(blueprint, definition);
    try (OpenedPackage opened = packages.open(blueprint, definition)) {
      PackageDigest.check(blueprint, diagnostics);
      boolean known = opened != null || blueprint.origin() instanceof Template;
      if (known && destination != null && definition != null) {
        BlueprintExpander expander =
            new BlueprintExpander(
                blueprint,
                destination.inventory(),
                definition,
                opened == null ? null : opened.ovfPackage(),
                opened == null ? null : opened.item(),
                settings,
                cluster.bindings(),
                destination.logins().publicKey(),
                this::render,
                diagnostics);
        return Optional.of(new Part(definition, expander.expand(), expander.nodeBindings()));
      } else if (opened != null) {
        OvfDescriptor descriptor = opened.ovfPackage().descriptor();
        if (destination != null) {
          PackageCheck.checkNetworks(destination.inventory(), descriptor, diagnostics);
        }
        PackageCheck.check(blueprint, descriptor, diagnostics);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }

  private Map<String, Value> checkAgainst(Blueprint blueprint, ApplianceDefinition definition) {
    Map<String, Value> settings = SettingsResolver.resolve(definition, blueprint, diagnostics);
    RoleCheck.check(definition, blueprint, settings, diagnostics);
    MonitoringCheck.check(definition, blueprint, settings, diagnostics);
    HostNameCheck.check(definition, blueprint, diagnostics);
    WindowsNameCheck.check(blueprint, diagnostics);
    return settings;
  }

  /** What is no secret yet is rendered like one, for the renderer takes nothing else. */
  private Optional<String> render(Document document, Map<String, String> values) {
    Map<String, Secret> texts = new TreeMap<>();
    values.forEach((name, text) -> texts.put(name, new Secret(text)));
    try {
      return Optional.of(
          new VelocityTemplates()
              .renderText(document.file(), document.template(), texts, document.escape())
              .reveal());
    } catch (PortException e) {
      diagnostics.add(e.toDiagnostic().at(document.range()));
      return Optional.empty();
    }
  }
}
