package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Desired;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The option that asks for a node to be made anew. */
final class ReplaceOption {
  @Option(
      names = "--replace",
      paramLabel = "ADDRESS",
      description =
          "Destroy this node's VM and make it anew, such as vm/app-lon-2; one node at a time.")
  private List<String> addresses = List.of();

  boolean isGiven() {
    return !addresses.isEmpty();
  }

  /**
   * The names of the nodes to be replaced.
   *
   * @throws DiagnosedException when an address is no VM of the blueprint's, or there are several
   */
  Set<String> nodes(DesiredState desired) {
    if (addresses.size() > 1) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "only one node can be replaced at a time")
              .because("The others keep the cluster alive, and take the new one in.")
              .advise("Replace one, look at the result, then replace the next."));
    }
    Map<String, String> known =
        desired
            .all(VmSpec.class)
            .map(Desired::address)
            .collect(Collectors.toMap(address -> address.toString(), address -> address.name()));
    addresses.stream()
        .filter(address -> !known.containsKey(address))
        .findFirst()
        .ifPresent(address -> {
          throw new DiagnosedException(
              Diagnostic.error("usage", "no VM of the blueprint is " + address)
                  .because("--replace takes the address of a VM as plans show it.")
                  .advise(Suggestion.among(address, known.keySet())));
        });
    return addresses.stream()
        .flatMap(address -> Stream.ofNullable(known.get(address)))
        .collect(Collectors.toSet());
  }
}
