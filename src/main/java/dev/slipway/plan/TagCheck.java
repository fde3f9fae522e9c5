package dev.slipway.plan;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedWorld;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether vCenter has the tags that the blueprint attaches; Slipway makes none. */
final class TagCheck {
  private final DesiredState desired;
  private final Diagnostics diagnostics;
  private final Set<List<String>> told = new HashSet<>();

  private TagCheck(DesiredState desired, Diagnostics diagnostics) {
    this.desired = desired;
    this.diagnostics = diagnostics;
  }

  static void check(DesiredState desired, ObservedWorld world, Diagnostics diagnostics) {
    TagCheck check = new TagCheck(desired, diagnostics);
    desired
        .all(VmSpec.class)
        .forEach(vm ->
            vm.settings()
                .tags()
                .forEach((category, tags) -> {
                  Lookup<List<String>> lookup = world.tagCategories().get(category);
                  if (lookup != null) {
                    check.check(vm, category, tags, lookup);
                  }
                }));
  }

  private void check(VmSpec vm, String category, Set<String> tags, Lookup<List<String>> lookup) {
    Optional<List<String>> existing = lookup.found();
    if (existing.isEmpty()) {
      tell(vm, "tag-category", "category of tags " + category, category, lookup.choices());
      return;
    }
    tags.stream()
        .filter(tag -> !existing.get().contains(tag))
        .forEach(tag ->
            tell(vm, "tag", "tag %s in category %s".formatted(tag, category), tag, existing.get()));
  }

  /** Once, though several nodes want it. */
  private void tell(VmSpec vm, String kind, String words, String name, List<String> existing) {
    if (!told.add(List.of(kind, words))) {
      return;
    }
    diagnostics.add(
        Diagnostic.error("plan/%s-not-found".formatted(kind), "there is no " + words)
            .because(
                existing.isEmpty()
                    ? "vCenter shows none to this user."
                    : "vCenter shows these to this user: " + String.join(", ", existing) + ".")
            .advise(
                Suggestion.nearest(name, existing)
                    .map(near -> "Did you mean \"" + near + "\"?")
                    .orElse("Have it made in vCenter: Slipway attaches tags, and makes none."))
            .at(desired.origin(Field.NODE, vm.name())));
  }
}
