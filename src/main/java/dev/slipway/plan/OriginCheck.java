package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.GuestIdentity;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedTemplate;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.VmPath;
import dev.slipway.model.VmSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether that is there which the VMs to come are cloned from. */
final class OriginCheck {
  private OriginCheck() {}

  /** Says nothing of what is needed for no VM, since templates may go when the nodes are there. */
  static void check(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    List<VmSpec> made =
        desired
            .all(VmSpec.class)
            .filter(vm ->
                vm.from() instanceof VmSource.Template
                    && CloneChoice.isMade(vm, desired.blueprint(), world))
            .toList();
    Set<VmPath> templates = new HashSet<>();
    Map<String, List<VmSpec>> customized = new LinkedHashMap<>();
    for (VmSpec vm : made) {
      if (vm.from() instanceof VmSource.Template(VmPath path, GuestIdentity identity)) {
        if (templates.add(path)) {
          world
              .origins()
              .template(path)
              .ifPresent(
                  seen -> checkTemplate(desired, vm, path.pathInFolder(), seen, diagnostics));
        }
        if (identity != null) {
          customized.computeIfAbsent(identity.specification(), name -> new ArrayList<>()).add(vm);
        }
      }
    }
    customized.forEach((name, vms) ->
        world
            .origins()
            .customization(name)
            .ifPresent(seen -> checkCustomization(desired, name, vms, seen, diagnostics)));
  }

  private static void checkTemplate(
      DesiredState desired,
      VmSpec vm,
      String path,
      Lookup<ObservedTemplate> seen,
      Diagnostics diagnostics) {
    Optional<ObservedTemplate> found = seen.found();
    if (found.isEmpty()) {
      diagnostics.add(
          Diagnostic.error("plan/unknown-template", "there is no template " + path)
              .because("Its path is that below the VM folder of the datacenter.")
              .advise(Suggestion.among(path, seen.choices()))
              .at(desired.origin(Field.TEMPLATE, path)));
      return;
    }
    if (found.get().poweredOn()) {
      diagnostics.add(
          Diagnostic.error(Category.CONFLICT, "plan/template-running", path + " is powered on")
              .because("It is no template but a VM, and what runs is not cloned.")
              .advise("Shut it down, or name a template.")
              .at(desired.origin(Field.TEMPLATE, path)));
    }
    checkAdapters(desired, vm, found.get(), diagnostics);
  }

  private static void checkAdapters(
      DesiredState desired, VmSpec vm, ObservedTemplate template, Diagnostics diagnostics) {
    for (String adapter : vm.placement().networks().keySet()) {
      if (!template.adapters().contains(adapter)) {
        diagnostics.add(
            Diagnostic.error("plan/unknown-adapter", "the template has no \"" + adapter + "\"")
                .because("So nothing of it can be put into that network.")
                .advise(Suggestion.among(adapter, template.adapters()))
                .at(desired.origin(Field.NETWORK, adapter)));
      }
    }
  }

  private static void checkCustomization(
      DesiredState desired,
      String name,
      List<VmSpec> made,
      Lookup<String> seen,
      Diagnostics diagnostics) {
    Optional<String> type = seen.found();
    if (type.isEmpty()) {
      diagnostics.add(
          Diagnostic.error(
                  "plan/unknown-customization", "there is no customization specification " + name)
              .because("vCenter keeps them under Policies and Profiles.")
              .advise(Suggestion.among(name, seen.choices()))
              .at(desired.origin(Field.CUSTOMIZATION, name)));
    } else if (type.get().equals("Windows")) {
      made.stream()
          .filter(vm -> !GuestIdentity.isWindowsName(vm.name()))
          .forEach(vm ->
              diagnostics.add(
                  Diagnostic.error(
                          "plan/no-windows-name", vm.name() + " is no computer name for Windows")
                      .because(
                          "It may have %d letters, digits and hyphens, and not digits alone."
                              .formatted(GuestIdentity.LONGEST_WINDOWS_NAME))
                      .advise("Give the node another name.")
                      .at(desired.origin(Field.NODE, vm.name()))));
    }
  }
}
