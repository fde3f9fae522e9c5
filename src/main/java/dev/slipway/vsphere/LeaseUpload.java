package dev.slipway.vsphere;

import com.vmware.vim25.HttpNfcLeaseDeviceUrl;
import com.vmware.vim25.HttpNfcLeaseInfo;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OvfFileItem;
import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the files of one import, straight from the package to where the lease says, and checks
 * them against the manifest in the same pass.
 *
 * <p>A host takes a disk in its stream-optimised form and nothing around it: one that does not
 * begin as such is refused (host log in vmware/pyvmomi-community-samples#398), and vCenter only
 * repeats to the client how a file is compressed and cut ({@code OvfFileItem}). So chunks are
 * joined and gzip is undone on the way.
 */
final class LeaseUpload {
  private final VSphereSession session;
  private final OvfPackage ovfPackage;
  private final TransferListener listener;

  /** The files in their order, with the bytes to send of each. */
  private final Map<OvfFileItem, Long> files = new LinkedHashMap<>();

  /**
   * Finds out how much there is to upload, which can mean to read a compressed file: so this comes
   * before the lease, which would wait.
   */
  LeaseUpload(
      VSphereSession session,
      OvfPackage ovfPackage,
      List<OvfFileItem> items,
      TransferListener listener)
      throws InterruptedException {
    this.session = session;
    this.ovfPackage = ovfPackage;
    this.listener = listener;
    for (OvfFileItem item : items) {
      files.put(item, size(item.getPath()));
    }
  }

  /** Uploads the files one after another, while the lease is kept alive. */
  void run(ManagedObjectReference lease, HttpNfcLeaseInfo info) throws InterruptedException {
    long total = files.values().stream().mapToLong(Long::longValue).sum();
    Transfer transfer = new Transfer(Thread.currentThread(), total, listener);
    try (UploadHeartbeat heartbeat =
        new UploadHeartbeat(
            transfer, info.getLeaseTimeout(), () -> report(lease, transfer.percent()))) {
      heartbeat.begin();
      for (Map.Entry<OvfFileItem, Long> file : files.entrySet()) {
        upload(file.getKey(), file.getValue(), device(info, file.getKey()), transfer);
      }
    }
  }

  private void report(ManagedObjectReference lease, int percent) throws InterruptedException {
    session.call(
        "report progress of",
        "the import",
        vim -> {
          vim.httpNfcLeaseProgress(lease, percent);
          return true;
        });
  }

  private void upload(OvfFileItem file, long size, HttpNfcLeaseDeviceUrl device, Transfer transfer)
      throws InterruptedException {
    String href = file.getPath();
    URI address = TransferUrl.of(device.getUrl(), session.endpoint().url());
    new FileSending(href, address, transfer)
        .run(() -> prepare(file, size, device, address), () -> ovfPackage.content(href));
  }

  private HttpURLConnection prepare(
      OvfFileItem file, long size, HttpNfcLeaseDeviceUrl device, URI address) throws IOException {
    HttpURLConnection connection = session.connections().open(address, pinned(device, address));
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(size);
    if (file.isCreate()) {
      connection.setRequestMethod("PUT");
      connection.setRequestProperty("Overwrite", "t");
    } else {
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/x-vnd.vmware-streamVmdk");
    }
    return connection;
  }

  private static HttpNfcLeaseDeviceUrl device(HttpNfcLeaseInfo info, OvfFileItem file) {
    HttpNfcLeaseDeviceUrl[] devices = info.getDeviceUrl();
    return Arrays.stream(devices == null ? new HttpNfcLeaseDeviceUrl[0] : devices)
        .filter(device -> file.getDeviceId().equals(device.getImportKey()))
        .findFirst()
        .orElseThrow(() ->
            new PortException(
                Category.ENVIRONMENT,
                "vcenter/upload-failed",
                "vCenter names no place to upload " + file.getPath() + " to",
                "The lease has no device " + file.getDeviceId() + ".",
                "",
                null));
  }

  /** Another host than vCenter shows its own certificate, which the lease tells. */
  private @Nullable String pinned(HttpNfcLeaseDeviceUrl device, URI address) {
    return address.getHost().equalsIgnoreCase(session.endpoint().url().getHost())
        ? null
        : device.getSslThumbprint();
  }

  private long size(String href) throws InterruptedException {
    try {
      return ovfPackage.contentSize(href);
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    } catch (DiagnosedException e) {
      throw PortException.of(e.diagnostics().getFirst());
    } catch (IOException e) {
      throw FileSending.unreadable(href, e);
    }
  }
}
