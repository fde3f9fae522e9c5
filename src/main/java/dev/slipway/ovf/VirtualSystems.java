package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the virtual systems of a descriptor and what encloses them. */
final class VirtualSystems {
  private final XmlElement envelope;
  private final List<XmlElement> collections = new ArrayList<>();
  private final List<XmlElement> systems = new ArrayList<>();

  VirtualSystems(XmlElement envelope) {
    this.envelope = envelope;
    Deque<XmlElement> open = new ArrayDeque<>(List.of(envelope));
    while (!open.isEmpty()) {
      XmlElement parent = open.pop();
      parent.children("VirtualSystem").forEach(systems::add);
      List<XmlElement> inner = parent.children("VirtualSystemCollection").toList();
      collections.addAll(inner);
      inner.reversed().forEach(open::push);
    }
  }

  List<XmlElement> all() {
    return systems;
  }

  /** The elements whose sections hold for a system, the system last. */
  Stream<XmlElement> scopes(XmlElement system) {
    return Stream.concat(
        Stream.concat(Stream.of(envelope), collections.stream()), Stream.of(system));
  }

  /** Every element that may have sections. */
  Stream<XmlElement> scopes() {
    return Stream.of(Stream.of(envelope), collections.stream(), systems.stream())
        .flatMap(scopes -> scopes);
  }

  /** Why none or several of them cannot be deployed. */
  void check(List<String> names, Diagnostics problems, Diagnostics refusals) {
    if (systems.isEmpty()) {
      problems.add(
          Diagnostic.error("ovf/no-system", "descriptor has no virtual system")
              .because("There is no VirtualSystem element in its envelope.")
              .at(envelope.range()));
    } else if (systems.size() > 1 || !collections.isEmpty()) {
      refusals.add(
          Diagnostic.error("ovf/unsupported", "package is a collection of virtual systems")
              .because(
                  "Slipway makes one VM from a package, but this one describes %d: %s."
                      .formatted(names.size(), String.join(", ", names)))
              .advise("Export the appliance that is wanted as a package of its own.")
              .at(
                  Optional.of(collections)
                      .filter(found -> !found.isEmpty())
                      .orElse(systems)
                      .getFirst()
                      .range()));
    }
  }
}
