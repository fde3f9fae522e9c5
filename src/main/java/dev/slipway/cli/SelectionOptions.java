package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Address;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.plan.Selection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options that say which resources of a blueprint are meant. */
final class SelectionOptions {
  @Option(
      names = "--target",
      paramLabel = "ADDRESS",
      description =
          "Only this resource and what it rests on, such as vm/app-lon-1; may be given several"
              + " times.")
  private List<String> targets = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "ADDRESS",
      description = "Not this resource, nor what rests on it; may be given several times.")
  private List<String> excluded = List.of();

  /**
   * What was selected.
   *
   * @throws DiagnosedException when an address is none of the blueprint's
   */
  Selection of(DesiredState desired) {
    Diagnostics diagnostics = new Diagnostics();
    Selection selection =
        new Selection(
            addresses("--target", targets, desired, diagnostics),
            addresses("--exclude", excluded, desired, diagnostics));
    diagnostics.throwIfErrors();
    return selection;
  }

  static Set<Address> addresses(
      String option, List<String> written, DesiredState desired, Diagnostics diagnostics) {
    Map<String, Address> known = new HashMap<>();
    desired.resources().stream()
        .map(Desired::address)
        .forEach(address -> known.put(address.toString(), address));
    Set<Address> addresses = new HashSet<>();
    for (String each : written) {
      Address address = known.get(each);
      if (address == null) {
        diagnostics.add(
            Diagnostic.error("usage", "no resource of the blueprint is " + each)
                .because(option + " takes an address as plans show it.")
                .advise(Suggestion.among(each, known.keySet())));
      } else {
        addresses.add(address);
      }
    }
    return addresses;
  }

  boolean isGiven() {
    return !targets.isEmpty() || !excluded.isEmpty();
  }
}
