package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.expand.PackageSource;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Observed;
import dev.slipway.model.VmSource;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.planfile.SavedPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lets a saved plan be carried out only where, and while, it means what was approved. */
final class PlanGuard {
  private final SavedFiles files;
  private final Path file;
  private final SavedPlan saved;

  PlanGuard(SavedFiles files, Path file, SavedPlan saved) {
    this.files = files;
    this.file = file;
    this.saved = saved;
  }

  /** Whether the inventory file names the vCenter that the plan was made for. */
  void checkPlace(LoadedProject loaded) {
    if (!loaded.vcenter().equals(saved.vcenter())) {
      throw conflict(
          "plan/other-vcenter",
          "the saved plan is for another vCenter",
          "It was made for %s; the inventory file names %s."
              .formatted(saved.vcenter(), loaded.vcenter()),
          "Give the inventory file that the plan was made with.");
    }
  }

  /** Whether what is going to be deployed is what was planned. */
  void checkPackages() throws IOException {
    Set<String> checked = new HashSet<>();
    for (StepGraph.Node node : saved.plan().graph().nodes()) {
      if (node.step() instanceof Step.DeployVm(VmSpec vm, String blueprint)) {
        Path from = file(vm.from());
        if (from != null && checked.add(from + vm.source())) {
          check(vm, from);
        }
      }
    }
  }

  /** Null for what is not deployed from a file on this machine. */
  private static @Nullable Path file(VmSource from) {
    return switch (from) {
      case VmSource.PackageFile packaged -> packaged.file();
      case VmSource.UploadedItem uploaded -> uploaded.upload().file();
      case VmSource.PackageItem item -> null;
      case VmSource.Template template -> null;
      case VmSource.NodeClone node -> null;
    };
  }

  /** Whether what lies in content libraries is what was planned. */
  void checkItems(Site site) throws InterruptedException {
    Set<LibraryItem> items =
        saved.plan().graph().nodes().stream()
            .flatMap(node ->
                node.step() instanceof Step.DeployVm(VmSpec vm, String blueprint)
                        && vm.from() instanceof VmSource.PackageItem packaged
                    ? Stream.of(packaged.item())
                    : Stream.empty())
            .collect(Collectors.toSet());
    for (LibraryItem item : items) {
      if (!site.isUnchanged(item)) {
        throw conflict(
            "plan/other-package",
            "the package is not the one that was planned with",
            "%s has not the content of version %s any more."
                .formatted(item.words(), item.version()),
            "Plan again.");
      }
    }
  }

  private void check(VmSpec vm, Path from) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage found =
        OvfPackages.open(from, diagnostics)
            .orElseThrow(() -> new DiagnosedException(diagnostics.all()))) {
      if (!PackageSource.of(found.identity(), vm.from().options()).equals(vm.source())) {
        throw conflict(
            "plan/other-package",
            "the package is not the one that was planned with",
            from + " has changed since " + saved.created() + ".",
            "Put the package back, or plan again.");
      }
    }
  }

  /** Whether everything is still as it was when the plan was made. */
  void checkWorld(Observed now) {
    files
        .staleness(saved, now)
        .ifPresent(stale -> {
          throw new DiagnosedException(stale.at(place()));
        });
  }

  private DiagnosedException conflict(String code, String summary, String why, String advice) {
    return new DiagnosedException(
        Diagnostic.error(Category.CONFLICT, code, summary).because(why).advise(advice).at(place()));
  }

  private SourceRange place() {
    return SourceRange.startOf(file.toString());
  }
}
