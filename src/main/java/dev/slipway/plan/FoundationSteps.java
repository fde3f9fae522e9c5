package dev.slipway.plan;

import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.PoolSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.VmSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps that make what VMs need to be there: folder, pool, items of content libraries. */
final class FoundationSteps {
  private final DesiredState desired;
  private final PlannedChanges changes;
  private final GraphBuilder graph;
  private final Map<PackageUpload, String> uploads = new HashMap<>();

  FoundationSteps(DesiredState desired, PlannedChanges changes, GraphBuilder graph) {
    this.desired = desired;
    this.changes = changes;
    this.graph = graph;
  }

  /**
   * Adds all of them, side by side.
   *
   * @return the ids of those that every VM waits for
   */
  List<String> add() {
    List<String> places = new ArrayList<>();
    changes
        .pending(desired, FolderSpec.class)
        .map(spec -> new Step.CreateFolder(spec, desired.blueprint()))
        .forEach(step -> places.add(graph.add(step, List.of())));
    changes
        .pending(desired, PoolSpec.class)
        .map(this::makeOrConfigure)
        .forEach(step -> places.add(graph.add(step, List.of())));
    changes
        .pending(desired, ItemSpec.class)
        .forEach(
            spec -> uploads.put(spec.upload(), graph.add(new Step.UploadItem(spec), List.of())));
    return places;
  }

  /** The id of the step that uploads what a VM is deployed from; empty when none does. */
  Optional<String> uploadFor(VmSpec vm) {
    return vm.from() instanceof VmSource.UploadedItem from
        ? Optional.ofNullable(uploads.get(from.upload()))
        : Optional.empty();
  }

  private Step makeOrConfigure(PoolSpec pool) {
    return changes.of(pool).action() == Action.CREATE
        ? new Step.CreatePool(pool, desired.blueprint())
        : new Step.ConfigurePool(pool);
  }
}
