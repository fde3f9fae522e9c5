package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Desired.ItemSpec;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.ItemName;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedItem;
import dev.slipway.model.ObservedLibrary;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.PackageUpload;
import dev.slipway.model.VmSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares an item of a content library with the package that it is made from. Others may deploy
 * from it, so one that is there is never changed; and it may go when all nodes are there.
 */
final class ItemDiffer {
  private final DesiredState desired;
  private final ObservedWorld world;
  private final Diagnostics diagnostics;

  ItemDiffer(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    this.desired = desired;
    this.world = world;
    this.diagnostics = diagnostics;
  }

  Change diff(ItemSpec spec) {
    List<PackageUpload> deployed =
        desired
            .all(VmSpec.class)
            .filter(vm -> CloneChoice.isMade(vm, desired.blueprint(), world))
            .flatMap(vm ->
                vm.from() instanceof VmSource.UploadedItem from
                    ? Stream.of(from.upload())
                    : Stream.empty())
            .filter(upload -> upload.item().equals(spec.upload().item()))
            .distinct()
            .toList();
    Optional<Lookup<ObservedLibrary>> library = world.origins().item(spec.upload().item());
    if (deployed.isEmpty() || library.isEmpty()) {
      return Change.inPlace(spec.address(), List.of());
    }
    if (deployed.size() > 1) {
      return blocked(
          spec,
          Diagnostic.error("plan/item-of-two-packages", "two packages cannot be one item")
              .because(
                  "Both %s and %s shall be %s."
                      .formatted(
                          deployed.getFirst().file().getFileName(),
                          deployed.get(1).file().getFileName(),
                          spec.upload().item().words()))
              .advise("Give each an item of its own."));
    }
    return library
        .get()
        .found()
        .map(found -> diff(spec, found))
        .orElseGet(() -> unknown(spec, library.get().choices()));
  }

  private Change diff(ItemSpec spec, ObservedLibrary library) {
    if (library.writable() == 0) {
      return subscribed(spec);
    }
    Optional<ObservedItem> seen = library.item();
    if (seen.isEmpty() && library.writable() > 1) {
      return ambiguous(spec, library.writable());
    }
    if (seen.isEmpty()) {
      return create(spec);
    }
    if (seen.get().isHalfMade()) {
      return create(spec, "what an earlier run left without content is removed");
    }
    return spec.upload().isContentOf(seen.get())
        ? Change.inPlace(spec.address(), List.of())
        : other(spec, seen.get());
  }

  private static Change create(ItemSpec spec, String... reasons) {
    return Change.create(
        spec.address(),
        List.of(
            AttributeChange.created("library", Attribute.text(spec.upload().item().library())),
            AttributeChange.created(
                "package", Attribute.text(String.valueOf(spec.upload().file().getFileName())))),
        reasons);
  }

  private Change unknown(ItemSpec spec, List<String> existing) {
    String library = spec.upload().item().library();
    diagnostics.add(
        Diagnostic.error(
                "library/unknown-library", "there is no content library \"" + library + "\"")
            .because(existing.isEmpty() ? "There is none at all." : "")
            .advise(Suggestion.among(library, existing))
            .at(desired.origin(Field.LIBRARY, library)));
    return Change.blocked(spec.address(), List.of(), "its library is not there");
  }

  private Change subscribed(ItemSpec spec) {
    String library = spec.upload().item().library();
    diagnostics.add(
        Diagnostic.error("plan/subscribed-library", "nothing can be put into this library")
            .because(library + " is a subscribed one, which has what its publisher has.")
            .advise("Name a local library, or put the package into the one that publishes.")
            .at(desired.origin(Field.LIBRARY, library)));
    return Change.blocked(spec.address(), List.of(), "its library is a subscribed one");
  }

  private Change ambiguous(ItemSpec spec, int libraries) {
    String library = spec.upload().item().library();
    diagnostics.add(
        Diagnostic.error("plan/ambiguous-library", "several libraries have this name")
            .because("There are %d local libraries called %s.".formatted(libraries, library))
            .advise("Rename all but one of them, or name another.")
            .at(desired.origin(Field.LIBRARY, library)));
    return Change.blocked(spec.address(), List.of(), "its library is not the only one of its name");
  }

  private Change other(ItemSpec spec, ObservedItem seen) {
    ItemName item = spec.upload().item();
    return blocked(
        spec,
        Diagnostic.error(
                Category.CONFLICT, "plan/other-item", "the library has another item of this name")
            .because(
                seen.madeFrom().isEmpty()
                    ? "%s was not made by Slipway, so nobody knows whether it is %s."
                        .formatted(item.words(), spec.upload().file().getFileName())
                    : "%s does not hold %s: it was made from another package, or changed since."
                        .formatted(item.words(), spec.upload().file().getFileName()))
            .advise(
                "Give another name with \"item\". To deploy what lies there, leave \"path\" out."));
  }

  private Change blocked(ItemSpec spec, Diagnostic problem) {
    diagnostics.add(problem.at(desired.origin(Field.ITEM, spec.upload().item().path())));
    return Change.blocked(spec.address(), List.of(), problem.summary());
  }
}
