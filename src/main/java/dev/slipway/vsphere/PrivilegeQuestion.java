package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.model.Placement;
import dev.slipway.model.VmPath;
import dev.slipway.port.ObservationQuery;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** For what, and on which objects, a blueprint needs privileges. */
final class PrivilegeQuestion {
  private PrivilegeQuestion() {}

  /** What the user lacks there, with one round trip; empty when vCenter does not answer. */
  static Optional<List<MissingPrivilege>> ask(
      VSphereSession session, ObservationQuery query, Finds found) throws InterruptedException {
    return Privileges.missing(session, objects(session, query, found), purposes(query));
  }

  /** A vCenter may not know the privileges of tags as we do, which must not hide the others. */
  private static Set<Purpose> purposes(ObservationQuery query) {
    return query.tagCategories().isEmpty()
        ? EnumSet.complementOf(EnumSet.of(Purpose.TAG))
        : EnumSet.allOf(Purpose.class);
  }

  private static List<Privileges.Asked> objects(
      VSphereSession session, ObservationQuery query, Finds found) {
    List<Privileges.Asked> asked = new ArrayList<>();
    Placement placement = found.placement();
    asked.add(new Privileges.Asked(Place.VCENTER, "", session.content().getRootFolder()));
    first(Place.LOCKS, List.of(LockFolders.CONTAINER, ""), found::folder).ifPresent(asked::add);
    first(Place.FOLDER, placement.foldersUpwards(), found::folder).ifPresent(asked::add);
    found
        .cluster()
        .ifPresent(cluster ->
            asked.add(new Privileges.Asked(Place.CLUSTER, placement.computeResource(), cluster)));
    first(Place.POOL, placement.poolsUpwards(), found::pool).ifPresent(asked::add);
    found
        .storage()
        .ifPresent(object ->
            asked.add(new Privileges.Asked(Place.DATASTORE, placement.storage(), object)));
    for (VmPath path : query.templates()) {
      found
          .vm(path)
          .ifPresent(template ->
              asked.add(new Privileges.Asked(Place.TEMPLATE, path.pathInFolder(), template)));
    }
    for (String network : new TreeSet<>(placement.networks().values())) {
      found
          .network(network)
          .ifPresent(object -> asked.add(new Privileges.Asked(Place.NETWORK, network, object)));
    }
    return asked;
  }

  /** The first of the paths that something stands at. */
  private static Optional<Privileges.Asked> first(
      Place place, List<String> paths, Function<String, Optional<ManagedObjectReference>> finding) {
    return paths.stream()
        .flatMap(path ->
            finding.apply(path).map(object -> new Privileges.Asked(place, path, object)).stream())
        .findFirst();
  }
}
