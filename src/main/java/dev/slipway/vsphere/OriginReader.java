package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualEthernetCard;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedOrigins;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what nodes are cloned from, in the round trip of everything else. */
final class OriginReader {
  private static final String TEMPLATE = "config.template";
  private static final String POWER = "runtime.powerState";
  private static final String DEVICES = "config.hardware.device";

  private final VSphereSession session;
  private final ExistingNames existing;

  OriginReader(VSphereSession session, ExistingNames existing) {
    this.session = session;
    this.existing = existing;
  }

  static void alsoIn(
      Retrieval retrieval,
      ObservationQuery query,
      Map<VmPath, ManagedObjectReference> templates,
      VSphereSession session) {
    templates
        .values()
        .forEach(
            found -> retrieval.properties(found.getType(), TEMPLATE, POWER, DEVICES).object(found));
    if (!query.customizations().isEmpty()) {
      Customizations.alsoIn(retrieval, session);
    }
  }

  ObservedOrigins observed(
      ObservationQuery query,
      Map<VmPath, ManagedObjectReference> templates,
      Retrieval.Answer answer)
      throws InterruptedException {
    Map<String, Lookup<ObservedTemplate>> seen = new TreeMap<>();
    for (VmPath wanted : query.templates()) {
      Optional<ManagedObjectReference> found =
          Optional.ofNullable(templates.get(wanted)).filter(answer::has);
      seen.put(
          wanted.pathInFolder(),
          found.isPresent()
              ? new Lookup.Found<>(template(answer.of(found.get())))
              : new Lookup.Missing<>(existing.vms(wanted.datacenter(), wanted.folder())));
    }
    Map<String, Lookup<String>> customizations = new TreeMap<>();
    query
        .customizations()
        .forEach(name -> customizations.put(name, Customizations.observed(answer, session, name)));
    return new ObservedOrigins(seen, customizations);
  }

  private static ObservedTemplate template(Retrieval.Properties vm) {
    return new ObservedTemplate(
        Boolean.TRUE.equals(vm.get(TEMPLATE, Boolean.class)),
        VmReader.isOn(vm),
        vm.all(DEVICES, VirtualDevice[].class).stream()
            .filter(VirtualEthernetCard.class::isInstance)
            .map(VirtualEthernetCard.class::cast)
            .map(NetworkBackings::label)
            .toList());
  }
}
