package dev.slipway.sandbox;

import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedOrigins;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an appliance's script says is in the sandbox to clone from.
 *
 * @param templates by their path in the VM folder of every datacenter
 * @param customizations types of the stored customization specifications, by name
 */
record SandboxOrigins(
    SortedMap<String, Template> templates, SortedMap<String, String> customizations) {
  SandboxOrigins {
    templates = Collections.unmodifiableSortedMap(new TreeMap<>(templates));
    customizations = Collections.unmodifiableSortedMap(new TreeMap<>(customizations));
  }

  /**
   * A template.
   *
   * @param memory in MiB
   * @param adapters labels
   */
  record Template(int cpus, long memory, List<String> adapters) {
    Template {
      adapters = List.copyOf(adapters);
    }

    /** A VM as if it had been made into the template. */
    SandboxState.Vm asVm(VmPath path) {
      SandboxState.Vm vm = new SandboxState.Vm();
      vm.name = path.name();
      vm.datacenter = path.datacenter();
      vm.template = path.pathInFolder();
      vm.cpus = cpus;
      vm.memory = memory;
      return vm;
    }
  }

  /** Those of several scripts. */
  static SandboxOrigins of(List<SandboxOrigins> several) {
    SortedMap<String, Template> templates = new TreeMap<>();
    SortedMap<String, String> customizations = new TreeMap<>();
    several.forEach(each -> {
      templates.putAll(each.templates());
      customizations.putAll(each.customizations());
    });
    return new SandboxOrigins(templates, customizations);
  }

  Optional<Template> template(VmPath path) {
    return Optional.ofNullable(templates.get(path.pathInFolder()));
  }

  /** What a query asks for; VMs that users made can be cloned as well as templates. */
  ObservedOrigins observe(ObservationQuery query, SandboxState state) {
    Map<String, Lookup<ObservedTemplate>> seen = new TreeMap<>();
    query.templates().forEach(path -> seen.put(path.pathInFolder(), template(path, state)));
    Map<String, Lookup<String>> types = new TreeMap<>();
    query.customizations().forEach(name -> types.put(name, customization(name)));
    return new ObservedOrigins(seen, types);
  }

  private Lookup<ObservedTemplate> template(VmPath path, SandboxState state) {
    SandboxState.Vm vm = state.vms.get(path.inventoryPath());
    if (vm != null) {
      return new Lookup.Found<>(
          new ObservedTemplate(false, vm.poweredOn, List.of("Network adapter 1")));
    }
    Optional<Template> template = template(path);
    if (template.isPresent()) {
      return new Lookup.Found<>(new ObservedTemplate(true, false, template.get().adapters()));
    }
    String root = path.datacenter() + "/vm/";
    String folder = path.folder().isEmpty() ? "" : path.folder() + "/";
    return new Lookup.Missing<>(
        Stream.concat(
                templates.keySet().stream(),
                state.vms.keySet().stream()
                    .filter(existing -> existing.startsWith(root))
                    .map(existing -> existing.substring(root.length())))
            .filter(existing -> existing.startsWith(folder))
            .sorted()
            .toList());
  }

  private Lookup<String> customization(String name) {
    String type = customizations.get(name);
    return type == null
        ? new Lookup.Missing<>(List.copyOf(customizations.keySet()))
        : new Lookup.Found<>(type);
  }
}
