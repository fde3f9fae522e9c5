package dev.slipway.vsphere;

import com.vmware.vim25.HttpNfcLeaseInfo;
import com.vmware.vim25.HttpNfcLeaseState;
import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OvfCreateImportSpecResult;
import dev.slipway.diag.Category;
import dev.slipway.port.Deployment;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys VMs from OVF packages: import specification, lease, upload, completion. Whatever goes
 * wrong once the lease was asked for, the half-made VM is removed again.
 */
final class OvfImport {
  private static final Logger LOG = LoggerFactory.getLogger(OvfImport.class);

  /** Until the lease is ready vCenter creates the VM and, when not thin, fills its disks. */
  private static final Duration LEASE_DEADLINE = Duration.ofMinutes(30);

  private final VSphereSession session;
  private final Locator locator;
  private final VmRemoval removal;
  private final ImportSpecs specs;

  OvfImport(VSphereSession session, Locator locator, VmRemoval removal) {
    this.session = session;
    this.locator = locator;
    this.removal = removal;
    this.specs = new ImportSpecs(session);
  }

  /** Deploys a VM; gives the warnings of vCenter about the package. */
  List<String> deploy(Deployment deployment, TransferListener listener)
      throws InterruptedException {
    Redaction redaction = Redaction.of(deployment.properties().values());
    try {
      ImportTarget target =
          ImportTarget.locate(session, locator, deployment.vm(), deployment.placement());
      OvfCreateImportSpecResult result = specs.create(deployment, target);
      String importId = UUID.randomUUID().toString();
      specs.addExtraConfig(result, deployment.birthMarks());
      specs.addExtraConfig(result, Map.of(VmRemoval.BIRTH_ID, importId));
      LeaseUpload upload =
          new LeaseUpload(session, deployment.ovfPackage(), ImportSpecs.files(result), listener);
      run(deployment, target, result, importId, upload);
      return specs.warnings(result).stream().map(redaction::apply).toList();
    } catch (PortException e) {
      throw redaction.apply(e);
    }
  }

  private void run(
      Deployment deployment,
      ImportTarget target,
      OvfCreateImportSpecResult result,
      String importId,
      LeaseUpload upload)
      throws InterruptedException {
    String name = InventoryPath.display(deployment.vm());
    // Asked for on a thread of its own: an interruption must not lose the lease that comes back.
    FutureTask<ManagedObjectReference> request =
        new FutureTask<>(() ->
            session.call(
                "import",
                name,
                vim ->
                    vim.importVApp(
                        target.pool(), result.getImportSpec(), target.folder(), target.host())));
    Thread.ofPlatform().daemon().name("slipway-import").start(request);
    try {
      ManagedObjectReference lease = leaseOf(request);
      HttpNfcLeaseInfo info = awaitReady(lease, name);
      upload.run(lease, info);
      session.call(
          "complete the import of",
          name,
          vim -> {
            vim.httpNfcLeaseComplete(lease);
            return true;
          });
    } catch (RuntimeException | InterruptedException e) {
      discard(deployment, request, importId, e);
      throw e;
    }
  }

  private HttpNfcLeaseInfo awaitReady(ManagedObjectReference lease, String name)
      throws InterruptedException {
    return session
        .awaitProperties(
            lease,
            List.of("state", "info", "error"),
            properties -> ready(new Retrieval.Properties(properties), name),
            LEASE_DEADLINE)
        .orElseThrow(() ->
            failed(
                name,
                "vCenter did not get ready to receive the disks within %d minutes."
                    .formatted(LEASE_DEADLINE.toMinutes())));
  }

  private static Optional<HttpNfcLeaseInfo> ready(Retrieval.Properties lease, String name) {
    HttpNfcLeaseState state = lease.get("state", HttpNfcLeaseState.class);
    if (state == HttpNfcLeaseState.error) {
      LocalizedMethodFault fault = lease.get("error", LocalizedMethodFault.class);
      throw failed(name, fault == null ? "vCenter gave no reason." : Faults.text(fault));
    }
    return state == HttpNfcLeaseState.ready
        ? Optional.ofNullable(lease.get("info", HttpNfcLeaseInfo.class))
        : Optional.empty();
  }

  private static PortException failed(String name, String detail) {
    return new PortException(
        Category.ENVIRONMENT,
        "vcenter/import-failed",
        "vCenter could not import VM " + name,
        detail,
        "",
        null);
  }

  private void discard(
      Deployment deployment,
      FutureTask<ManagedObjectReference> request,
      String importId,
      Exception failure)
      throws InterruptedException {
    // The clean-up must not be cut short by what made it necessary.
    boolean interrupted = Thread.interrupted() || failure instanceof InterruptedException;
    try {
      abort(request, InventoryPath.display(deployment.vm()));
      removal.destroy(deployment.vm(), importId);
      interrupted = interrupted && !(failure instanceof InterruptedException);
    } catch (PortException | InterruptedException alsoFailed) {
      PortException left =
          new PortException(
              Category.ENVIRONMENT,
              "vcenter/half-made-vm",
              "the half-made VM " + InventoryPath.display(deployment.vm()) + " is left in vCenter",
              "Its deployment failed (%s), and so did its removal (%s)."
                  .formatted(message(failure), message(alsoFailed)),
              "Run apply again, which removes it first, or delete it in vCenter.",
              failure);
      left.addSuppressed(alsoFailed);
      throw left;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void abort(FutureTask<ManagedObjectReference> request, String name)
      throws InterruptedException {
    try {
      ManagedObjectReference lease = leaseOf(request);
      session.call(
          "abort the import of",
          name,
          vim -> {
            vim.httpNfcLeaseAbort(lease, null);
            return true;
          });
    } catch (PortException e) {
      LOG.debug("No lease was aborted: {}", e.getMessage());
    }
  }

  private static ManagedObjectReference leaseOf(FutureTask<ManagedObjectReference> request)
      throws InterruptedException {
    try {
      return request.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private static String message(Exception failure) {
    return failure instanceof InterruptedException
        ? "it was interrupted"
        : String.valueOf(failure.getMessage());
  }
}
