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
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
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
    try (LeaseHeartbeat heartbeat =
        new LeaseHeartbeat(session, lease, info.getLeaseTimeout(), transfer)) {
      heartbeat.begin();
      for (Map.Entry<OvfFileItem, Long> file : files.entrySet()) {
        upload(file.getKey(), file.getValue(), device(info, file.getKey()), transfer);
      }
    }
  }

  private void upload(OvfFileItem file, long size, HttpNfcLeaseDeviceUrl device, Transfer transfer)
      throws InterruptedException {
    String href = file.getPath();
    URI address = TransferUrl.of(device.getUrl(), session.endpoint().url());
    HttpURLConnection connection;
    try {
      connection = session.connections().open(address, pinned(device, address));
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(size);
      if (file.isCreate()) {
        connection.setRequestMethod("PUT");
        connection.setRequestProperty("Overwrite", "t");
      } else {
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/x-vnd.vmware-streamVmdk");
      }
    } catch (IOException e) {
      throw failed(href, address, e);
    }
    transfer.begin(connection);
    try {
      send(href, connection, transfer);
      transfer.awaitAnswer();
      int status = connection.getResponseCode();
      if (status / 100 != 2) {
        throw new IOException("it answered with HTTP status " + status);
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while uploading " + href);
      }
      throw failed(href, address, e);
    } finally {
      transfer.end();
      connection.disconnect();
    }
  }

  private void send(String href, HttpURLConnection connection, Transfer transfer)
      throws IOException, InterruptedException {
    OutputStream out = connection.getOutputStream();
    try (ReadAhead file = new ReadAhead(open(href))) {
      for (ReadAhead.Block block = next(href, file); block != null; block = next(href, file)) {
        out.write(block.bytes(), 0, block.length());
        transfer.sent(block.length());
        file.release(block);
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while uploading " + href);
        }
      }
    }
    out.close();
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
      throw unreadable(href, e);
    }
  }

  private InputStream open(String href) {
    try {
      return ovfPackage.content(href);
    } catch (IOException e) {
      throw unreadable(href, e);
    }
  }

  private static ReadAhead.@Nullable Block next(String href, ReadAhead file)
      throws InterruptedException {
    try {
      return file.next();
    } catch (DiagnosedException e) {
      throw PortException.of(e.diagnostics().getFirst());
    } catch (IOException e) {
      throw unreadable(href, e);
    }
  }

  private static PortException unreadable(String href, IOException cause) {
    return new PortException(
        Category.USER,
        "ovf/unreadable",
        "cannot read " + href + " of the package",
        String.valueOf(cause.getMessage()),
        "Check that the package is complete.",
        cause);
  }

  private static PortException failed(String href, URI address, IOException cause) {
    return new PortException(
        Category.ENVIRONMENT,
        "vcenter/upload-failed",
        "the upload of " + href + " to " + address.getHost() + " failed",
        FaultTranslation.reason(cause) + ".",
        "Check that port " + port(address) + " of that host can be reached from here.",
        cause);
  }

  private static int port(URI address) {
    return address.getPort() >= 0
        ? address.getPort()
        : "http".equals(address.getScheme()) ? 80 : 443;
  }
}
