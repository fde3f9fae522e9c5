package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.model.Placement;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.ovf.PropertyCheck;
import dev.slipway.port.Cloning;
import dev.slipway.port.Deployment;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The import of packages into the embedded vCenter. */
final class SandboxImport {
  private static final int BUFFER_BYTES = 256 * 1024;

  private SandboxImport() {}

  /** Refuses what vCenter refuses, with all reasons together. */
  static void check(Deployment deployment, SandboxWorld world, SandboxState state) {
    List<String> errors = new ArrayList<>();
    checkPlacement(deployment.placement(), world, state, errors);
    OvfDescriptor descriptor = deployment.ovfPackage().descriptor();
    descriptor.networks().stream()
        .filter(network -> !deployment.placement().networks().containsKey(network.name()))
        .forEach(network -> errors.add("Network \"" + network.name() + "\" is not mapped."));
    new TreeMap<>(deployment.properties())
        .forEach((key, value) -> {
          Optional<OvfProperty> property = descriptor.property(key);
          if (property.isEmpty()) {
            errors.add("Property \"" + key + "\" is not in the descriptor.");
          } else if (!property.get().userConfigurable()
              && !deployment.hiddenProperties().contains(key)) {
            errors.add("Property \"" + key + "\" is not user-configurable.");
          } else {
            PropertyCheck.problem(property.get(), value.reveal())
                .ifPresent(problem -> errors.add("Property \"" + key + "\" " + problem + "."));
          }
        });
    String option = deployment.deploymentOption();
    if (option != null
        && descriptor.deploymentOptions().stream().noneMatch(known -> known.id().equals(option))) {
      errors.add("Deployment option \"" + option + "\" is not in the descriptor.");
    }
    refuse(errors, "vCenter refuses the package for " + deployment.vm().name());
  }

  /** Refuses a place that is not there. */
  static void check(Cloning cloning, SandboxWorld world, SandboxState state) {
    List<String> errors = new ArrayList<>();
    checkPlacement(cloning.placement(), world, state, errors);
    refuse(errors, "vCenter refuses to clone " + cloning.vm().name());
  }

  private static void refuse(List<String> errors, String summary) {
    if (!errors.isEmpty()) {
      throw Refusal.of(Category.USER, "vcenter/import-refused", summary, String.join(" ", errors));
    }
  }

  private static void checkPlacement(
      Placement placement, SandboxWorld world, SandboxState state, List<String> errors) {
    SandboxWorld.Datacenter datacenter = world.datacenters().get(placement.datacenter());
    if (datacenter == null) {
      errors.add("There is no datacenter " + placement.datacenter() + ".");
      return;
    }
    List<String> hosts = world.hosts(placement);
    if (hosts.isEmpty()) {
      errors.add("There is no cluster or host " + placement.computeResource() + ".");
    } else if (!placement.host().isEmpty() && !hosts.contains(placement.host())) {
      errors.add("There is no host " + placement.host() + " in the cluster.");
    } else if (!new SandboxPools(world, state)
        .exists(placement.datacenter(), placement.computeResource(), placement.resourcePool())) {
      errors.add("There is no resource pool " + placement.resourcePool() + ".");
    }
    boolean member =
        datacenter.datastoreClusters().entrySet().stream()
            .anyMatch(pod ->
                pod.getValue().keySet().stream()
                    .anyMatch(name -> placement.datastore().equals(pod.getKey() + "/" + name)));
    if (!member && !datacenter.datastores().contains(placement.datastore())) {
      errors.add("There is no datastore " + placement.datastore() + ".");
    }
    placement.networks().values().stream()
        .filter(network -> !datacenter.networks().contains(network))
        .forEach(network -> errors.add("There is no network " + network + "."));
  }

  /** Reads every file as an upload would, checks its digest, and forgets it. */
  static void upload(OvfPackage ovfPackage, TransferListener listener) throws InterruptedException {
    try {
      long total = 0;
      for (OvfDescriptor.File part : ovfPackage.descriptor().files()) {
        total += ovfPackage.contentSize(part.href());
      }
      long sent = 0;
      for (OvfDescriptor.File part : ovfPackage.descriptor().files()) {
        sent += upload(ovfPackage, part.href(), sent, total, listener);
      }
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    } catch (DiagnosedException e) {
      throw PortException.of(e.diagnostics().getFirst());
    } catch (IOException e) {
      throw new PortException(
          Category.USER,
          "ovf/unreadable",
          "the package cannot be read",
          String.valueOf(e.getMessage()),
          "Fetch the package again.",
          e);
    }
  }

  private static long upload(
      OvfPackage ovfPackage, String href, long before, long total, TransferListener listener)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long sent = 0;
    try (InputStream in = ovfPackage.content(href)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        sent += count;
        listener.transferred(before + sent, total);
      }
    }
    return sent;
  }
}
