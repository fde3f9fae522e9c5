package dev.slipway.expand;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Inventory;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.ovf.OvfDescriptor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether blueprint and inventory file give the package what it wants. */
public final class PackageCheck {
  private PackageCheck() {}

  /**
   * Checks what needs neither inventory file nor vCenter: licence agreements, deployment option and
   * the properties that the blueprint itself gives.
   */
  public static void check(Blueprint blueprint, OvfDescriptor descriptor, Diagnostics diagnostics) {
    checkEulas(blueprint, descriptor, diagnostics);
    checkDeploymentOption(blueprint, descriptor, diagnostics);
    PropertyValues values =
        new PropertyValues(
            descriptor, HiddenPropertyCheck.check(blueprint, descriptor, diagnostics), diagnostics);
    blueprint.properties().forEach(values::check);
    blueprint.nodes().forEach(node -> node.properties().forEach(values::check));
  }

  /**
   * Checks that the inventory file maps the networks of the package. It may map others, for
   * packages of other blueprints or of other groups of a system; one whose name is nearly that of a
   * network which is not mapped is reported in its place.
   */
  public static void checkNetworks(
      Inventory inventory, OvfDescriptor descriptor, Diagnostics diagnostics) {
    Map<String, Located<String>> mapped = inventory.placement().networks();
    List<String> wanted = descriptor.networks().stream().map(OvfDescriptor.Network::name).toList();
    List<String> missing = wanted.stream().filter(name -> !mapped.containsKey(name)).toList();
    Set<String> misspelt = new HashSet<>();
    mapped.forEach((name, target) -> {
      Optional<String> meant =
          wanted.contains(name) ? Optional.empty() : Suggestion.nearest(name, missing);
      if (meant.isPresent()) {
        misspelt.add(meant.get());
        diagnostics.add(
            Diagnostic.error(
                    "inventory/unknown-network", "the package has no network \"" + name + "\"")
                .because("The names on the left are those of the OVF package.")
                .advise("Did you mean \"" + meant.get() + "\"?")
                .at(target.range()));
      }
    });
    missing.stream()
        .filter(name -> !misspelt.contains(name))
        .forEach(name ->
            diagnostics.add(
                Diagnostic.error(
                        "inventory/network-not-mapped", "network \"" + name + "\" is not mapped")
                    .because(
                        "The package has it, and vSphere would put it on a network of its own"
                            + " choice.")
                    .advise(
                        "Add it to placement.networks: {\"%s\": <vSphere network>}."
                            .formatted(name))
                    .at(inventory.placement().networksRange())));
  }

  private static void checkEulas(
      Blueprint blueprint, OvfDescriptor descriptor, Diagnostics diagnostics) {
    Located<Boolean> accepted = blueprint.acceptEula();
    if (descriptor.eulas().isEmpty() || (accepted != null && accepted.value())) {
      return;
    }
    String summary = "the licence agreement of the package is not accepted";
    Path file =
        blueprint.origin() instanceof Blueprint.PackageFile named ? named.file().value() : null;
    Diagnostic problem =
        accepted == null && file != null
            ? Diagnostic.warning("ovf/eula-not-accepted", summary).at(blueprint.origin().range())
            : Diagnostic.error("ovf/eula-not-accepted", summary)
                .at(accepted == null ? blueprint.origin().range() : accepted.range());
    diagnostics.add(
        problem
            .because("vSphere deploys a package only for who accepts its licence agreements.")
            .advise(
                file == null
                    ? "Read them in vCenter, then write acceptEula: true."
                    : "Read them with `slipway inspect %s --format json`, then write acceptEula: true."
                        .formatted(file)));
  }

  private static void checkDeploymentOption(
      Blueprint blueprint, OvfDescriptor descriptor, Diagnostics diagnostics) {
    Located<String> option = blueprint.deploymentOption();
    List<String> known =
        descriptor.deploymentOptions().stream().map(OvfDescriptor.DeploymentOption::id).toList();
    if (option != null && !known.contains(option.value())) {
      diagnostics.add(
          Diagnostic.error(
                  "ovf/unknown-deployment-option",
                  "the package has no deployment option " + option.value())
              .because(known.isEmpty() ? "It has none at all." : "")
              .advise(Suggestion.among(option.value(), known))
              .at(option.range()));
    }
  }
}
