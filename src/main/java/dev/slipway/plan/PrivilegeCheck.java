package dev.slipway.plan;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.DesiredState;
import dev.slipway.model.DesiredState.Origin.Field;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.StepAction;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the user may do what the steps of a plan do. */
final class PrivilegeCheck {
  private PrivilegeCheck() {}

  /** Reports all that is missing: one problem for each object. */
  static void check(
      DesiredState desired, ObservedWorld world, StepGraph graph, Diagnostics diagnostics) {
    if (graph.nodes().isEmpty()) {
      return;
    }
    Set<Purpose> purposes = EnumSet.of(Purpose.LOCK);
    graph.nodes().forEach(node -> purposes.addAll(purposes(node.step())));
    if (world.missingPrivileges().isEmpty()) {
      diagnostics.add(
          Diagnostic.warning("plan/privileges-unknown", "the user's privileges are not known")
              .because("vCenter did not say which of the needed privileges the user holds.")
              .advise("Compare them with docs/privileges.md, or see what apply says."));
      return;
    }
    Map<Where, List<MissingPrivilege>> byObject = new LinkedHashMap<>();
    world.missingPrivileges().get().stream()
        .filter(missing -> purposes.contains(missing.purpose()))
        .forEach(missing ->
            byObject.computeIfAbsent(Where.of(missing), where -> new ArrayList<>()).add(missing));
    byObject.forEach((where, missing) -> diagnostics.add(problem(desired, where, missing)));
  }

  private record Where(Place place, String name) {
    static Where of(MissingPrivilege missing) {
      Place place = missing.place() == Place.LOCKS ? Place.FOLDER : missing.place();
      return new Where(place, missing.name());
    }

    String words() {
      if (name.isEmpty() && place == Place.FOLDER) {
        return "the VM folder";
      }
      return name.isEmpty() && place == Place.POOL
          ? "the root resource pool"
          : (place.words() + " " + name).strip();
    }
  }

  private static Diagnostic problem(
      DesiredState desired, Where where, List<MissingPrivilege> missing) {
    Map<Purpose, List<String>> byPurpose = new EnumMap<>(Purpose.class);
    missing.forEach(each ->
        byPurpose
            .computeIfAbsent(each.purpose(), purpose -> new ArrayList<>())
            .add(each.privilege()));
    List<String> sentences = new ArrayList<>();
    byPurpose.forEach((purpose, privileges) ->
        sentences.add("To %s: %s.".formatted(purpose.words(), String.join(", ", privileges))));
    return Diagnostic.error(
            Category.ENVIRONMENT,
            "plan/missing-privilege",
            "the user lacks privileges on " + where.words())
        .because(String.join(" ", sentences))
        .advise(
            "Give the user a role with them there, propagated to what is below;"
                + " docs/privileges.md lists all that Slipway needs.")
        .at(range(desired, where));
  }

  private static @Nullable SourceRange range(DesiredState desired, Where where) {
    return switch (where.place()) {
      case VCENTER, LOCKS, FOLDER -> null;
      case CLUSTER -> desired.origin(Field.CLUSTER, "");
      case POOL ->
          desired.origin(
              desired.placement().resourcePool().isEmpty()
                  ? desired.placement().standsAlone() ? Field.HOST : Field.CLUSTER
                  : Field.RESOURCE_POOL,
              "");
      case DATASTORE -> desired.origin(Field.DATASTORE, "");
      case TEMPLATE -> desired.origin(Field.TEMPLATE, where.name());
      case NETWORK ->
          desired.placement().networks().entrySet().stream()
              .filter(entry -> entry.getValue().equals(where.name()))
              .map(entry -> desired.origin(Field.NETWORK, entry.getKey()))
              .findFirst()
              .orElse(null);
    };
  }

  private static Set<Purpose> configuring(VmSettings settings) {
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    if (settings.cpus() != null || settings.memory() != null) {
      purposes.add(Purpose.RESIZE_VM);
    }
    if (settings.cpuReservationMhz() != null || settings.memoryReservation() != null) {
      purposes.add(Purpose.RESERVE);
    }
    if (settings.annotation() != null) {
      purposes.add(Purpose.ANNOTATE);
    }
    if (!settings.extraConfig().isEmpty()) {
      purposes.add(Purpose.SET_OPTIONS);
    }
    if (!settings.tags().isEmpty()) {
      purposes.add(Purpose.TAG);
    }
    if (!settings.attributes().isEmpty()) {
      purposes.add(Purpose.MARK);
    }
    return purposes;
  }

  private static Set<Purpose> running(SequenceStep step) {
    Set<Purpose> purposes = EnumSet.of(Purpose.MARK);
    purposes.addAll(purposes(step.action()));
    if (step.undo() != null) {
      purposes.addAll(purposes(step.undo()));
    }
    if (step.proof() != null) {
      purposes.addAll(purposes(step.proof().action()));
    }
    return purposes;
  }

  private static Set<Purpose> purposes(StepAction action) {
    return switch (action) {
      case StepAction.ShellCommand command -> Set.of();
      case StepAction.FileUpload upload -> Set.of();
      case StepAction.PortCheck check -> Set.of();
      case StepAction.HttpRequest request -> Set.of();
      case StepAction.SqlStatement statement -> Set.of();
      case StepAction.GuestCommand command -> Set.of(Purpose.WORK_IN_GUEST);
      case StepAction.GuestUpload upload -> Set.of(Purpose.WORK_IN_GUEST);
      case StepAction.PowerChange(StepAction.Power power) ->
          switch (power) {
            case POWER_ON -> Set.of(Purpose.POWER_ON);
            case POWER_OFF, SHUT_DOWN -> Set.of(Purpose.POWER_OFF);
            case RESTART -> Set.of(Purpose.POWER_OFF, Purpose.POWER_ON);
          };
      case StepAction.SnapshotChange change -> Set.of(Purpose.SNAPSHOT);
      case StepAction.ManualGate gate -> Set.of();
    };
  }

  private static Set<Purpose> purposes(Step step) {
    return switch (step) {
      case Step.CreateFolder create -> Set.of(Purpose.CREATE_FOLDER, Purpose.MARK);
      case Step.CreatePool create -> Set.of(Purpose.CREATE_POOL, Purpose.MARK);
      case Step.ConfigurePool configure -> Set.of(Purpose.SHARE);
      case Step.UploadItem upload -> Set.of();
      case Step.DiscardHalfMadeVm discard -> Set.of(Purpose.REMOVE_VM);
      case Step.DeployVm deploy ->
          switch (deploy.vm().from()) {
            case VmSource.PackageFile file -> Set.of(Purpose.DEPLOY);
            case VmSource.PackageItem item -> Set.of(Purpose.DEPLOY, Purpose.DEPLOY_ITEM);
            case VmSource.UploadedItem item -> Set.of(Purpose.DEPLOY, Purpose.DEPLOY_ITEM);
            case VmSource.Template template ->
                template.identity() == null
                    ? Set.of(Purpose.CLONE_TEMPLATE)
                    : Set.of(Purpose.CLONE_TEMPLATE, Purpose.CUSTOMIZE);
            case VmSource.NodeClone node ->
                node.identity() == null
                    ? Set.of(Purpose.CLONE)
                    : Set.of(Purpose.CLONE, Purpose.CUSTOMIZE);
          };
      case Step.CloneVm clone -> Set.of(Purpose.CLONE);
      case Step.MarkVm mark -> Set.of(Purpose.MARK);
      case Step.ReconfigureCluster reconfigure -> Set.of(Purpose.RECONFIGURE);
      case Step.ArrangeVApp arrange -> Set.of(Purpose.ARRANGE_VAPP, Purpose.MARK);
      case Step.RemoveVApp remove -> Set.of(Purpose.REMOVE_VAPP);
      case Step.AwaitStartDelay await -> Set.of();
      case Step.PowerOnVm powerOn -> Set.of(Purpose.POWER_ON);
      case Step.ShutDownToClone shutDown -> Set.of(Purpose.REMOVE_VM);
      case Step.PowerOnAfterClone powerOn -> Set.of(Purpose.POWER_ON);
      case Step.PowerOffVm powerOff -> Set.of(Purpose.REMOVE_VM);
      case Step.DestroyVm destroy -> Set.of(Purpose.REMOVE_VM);
      case Step.RemovePools remove -> Set.of(Purpose.REMOVE_POOL);
      case Step.RemoveFolders remove -> Set.of(Purpose.REMOVE_FOLDER);
      case Step.TakeSnapshot take -> Set.of(Purpose.SNAPSHOT);
      case Step.RemoveSnapshot remove -> Set.of(Purpose.SNAPSHOT);
      case Step.VerifyProperties verify -> Set.of();
      case Step.AwaitAddress await -> Set.of();
      case Step.AwaitSeparation await -> Set.of();
      case Step.RunSequenceStep run -> running(run.step());
      case Step.AwaitDeparture await -> Set.of();
      case Step.AwaitReturn await -> Set.of();
      case Step.ConfigureVm configure -> configuring(configure.vm().settings());
    };
  }
}
