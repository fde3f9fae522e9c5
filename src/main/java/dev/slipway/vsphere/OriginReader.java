package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualEthernetCard;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedOrigins;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.Optional;

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
      Optional<ManagedObjectReference> template,
      VSphereSession session) {
    template.ifPresent(
        found -> retrieval.properties(found.getType(), TEMPLATE, POWER, DEVICES).object(found));
    if (query.customization() != null) {
      Customizations.alsoIn(retrieval, session);
    }
  }

  ObservedOrigins observed(
      ObservationQuery query, Optional<ManagedObjectReference> template, Retrieval.Answer answer)
      throws InterruptedException {
    VmPath wanted = query.template();
    String customization = query.customization();
    Optional<ManagedObjectReference> found = template.filter(answer::has);
    return new ObservedOrigins(
        wanted == null
            ? Optional.empty()
            : Optional.of(
                found.isPresent()
                    ? new Lookup.Found<>(template(answer.of(found.get())))
                    : new Lookup.Missing<>(existing.vms(wanted.datacenter(), wanted.folder()))),
        customization == null
            ? Optional.empty()
            : Optional.of(Customizations.observed(answer, session, customization)));
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
