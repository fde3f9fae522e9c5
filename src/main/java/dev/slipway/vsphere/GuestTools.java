package dev.slipway.vsphere;

import com.vmware.vim25.FileTransferInformation;
import com.vmware.vim25.GuestFileAttributes;
import com.vmware.vim25.GuestPosixFileAttributes;
import com.vmware.vim25.GuestProcessInfo;
import com.vmware.vim25.GuestWindowsFileAttributes;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.NamePasswordAuthentication;
import dev.slipway.diag.Category;
import dev.slipway.model.GuestShell;
import dev.slipway.model.Secret;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works in guests through vCenter's guest operations. Safe for several threads. */
final class GuestTools implements GuestOperations {
  /** The property that tells whether they can be used. */
  private static final String READY = "guest.guestOperationsReady";

  /** The longest output that is taken, in bytes. */
  private static final int LONGEST_OUTPUT = 16 * 1024 * 1024;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final VSphereSession session;
  private final Locator locator;

  GuestTools(VSphereSession session, Locator locator) {
    this.session = session;
    this.locator = locator;
  }

  @Override
  public RemoteShell.Result run(Guest guest, GuestShell shell, Secret script, Duration timeout)
      throws InterruptedException {
    Work work = begin(guest, timeout);
    String folder =
        work.call(
            "make a folder in",
            vim ->
                vim.createTemporaryDirectoryInGuest(
                    work.files, work.vm, work.login, "slipway", "", null));
    try {
      GuestProgram program = new GuestProgram(shell, folder);
      work.send(
          program.script(),
          program.content(script.reveal()),
          attributes(shell != GuestShell.SH, 0700));
      int status = work.runToEnd(program, timeout);
      return new RemoteShell.Result(
          status, work.fetch(program.output()), work.fetch(program.errors()));
    } finally {
      VSphereSession.evenIfInterrupted(
          "remove a folder in a guest",
          () ->
              session.vim().deleteDirectoryInGuest(work.files, work.vm, work.login, folder, true));
    }
  }

  @Override
  public void upload(Guest guest, RemoteShell.Upload upload) throws InterruptedException {
    begin(guest, upload.timeout())
        .send(
            upload.path(),
            upload.content().reveal(),
            attributes(!upload.path().startsWith("/"), upload.mode()));
  }

  private static GuestFileAttributes attributes(boolean windows, int mode) {
    if (windows) {
      return new GuestWindowsFileAttributes();
    }
    GuestPosixFileAttributes attributes = new GuestPosixFileAttributes();
    attributes.setPermissions((long) mode);
    return attributes;
  }

  private Work begin(Guest guest, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    ManagedObjectReference vm = locator.requireVm(guest.vm());
    String object = "the guest of VM " + InventoryPath.display(guest.vm());
    boolean ready =
        session
            .awaitProperties(
                vm,
                List.of(READY),
                properties ->
                    Optional.of(true).filter(yes -> Boolean.TRUE.equals(properties.get(READY))),
                timeout)
            .isPresent();
    if (!ready) {
      throw new PortException(
          Category.ENVIRONMENT,
          "guest/not-ready",
          object + " cannot be worked in",
          "VMware Tools are not ready in it",
          "Look whether the VM runs, and with VMware Tools in it.",
          null);
    }
    ManagedObjectReference manager = session.content().getGuestOperationsManager();
    Retrieval.Properties managers =
        new Retrieval()
            .properties("GuestOperationsManager", "fileManager", "processManager")
            .object(manager)
            .read(session, "vCenter's guest operations")
            .of(manager);
    NamePasswordAuthentication login = new NamePasswordAuthentication();
    login.setUsername(guest.user().reveal());
    login.setPassword(guest.password().reveal());
    return new Work(
        vm,
        object,
        login,
        managers.get("fileManager", ManagedObjectReference.class),
        managers.get("processManager", ManagedObjectReference.class),
        end);
  }

  /** What is done in one guest as one user. */
  private final class Work {
    private final ManagedObjectReference vm;
    private final String object;
    private final NamePasswordAuthentication login;
    private final @Nullable ManagedObjectReference files;
    private final @Nullable ManagedObjectReference processes;
    private final long end;

    Work(
        ManagedObjectReference vm,
        String object,
        NamePasswordAuthentication login,
        @Nullable ManagedObjectReference files,
        @Nullable ManagedObjectReference processes,
        long end) {
      this.vm = vm;
      this.object = object;
      this.login = login;
      this.files = files;
      this.processes = processes;
      this.end = end;
    }

    <T extends @Nullable Object> T call(String operation, VimCall<T> call)
        throws InterruptedException {
      return session.call(operation, object, call);
    }

    int runToEnd(GuestProgram program, Duration timeout) throws InterruptedException {
      long process =
          call(
              "run a script in",
              vim -> vim.startProgramInGuest(processes, vm, login, program.spec()));
      boolean ended = false;
      try {
        while (System.nanoTime() - end < 0) {
          GuestProcessInfo[] found =
              call(
                  "look at a script in",
                  vim -> vim.listProcessesInGuest(processes, vm, login, new long[] {process}));
          if (found != null && found.length == 1 && found[0].getEndTime() != null) {
            ended = true;
            return found[0].getExitCode() == null ? 0 : found[0].getExitCode();
          }
          Thread.sleep(LOOK_AGAIN);
        }
      } finally {
        if (!ended) {
          VSphereSession.evenIfInterrupted(
              "end a program in a guest",
              () -> session.vim().terminateProcessInGuest(processes, vm, login, process));
        }
      }
      throw new PortException(
          Category.ENVIRONMENT,
          "guest/timeout",
          "a script in " + object + " did not end in time",
          "It was ended after " + timeout.toSeconds() + " s",
          "",
          null);
    }

    void send(String path, String content, GuestFileAttributes attributes)
        throws InterruptedException {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      String url =
          call(
              "write " + path + " in",
              vim ->
                  vim.initiateFileTransferToGuest(
                      files, vm, login, path, attributes, bytes.length, true));
      transfer(
          path,
          url,
          connection -> {
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(bytes.length);
            try (OutputStream out = connection.getOutputStream()) {
              out.write(bytes);
            }
            check(connection);
            return "";
          });
    }

    String fetch(String path) throws InterruptedException {
      FileTransferInformation file =
          call(
              "read " + path + " in",
              vim -> vim.initiateFileTransferFromGuest(files, vm, login, path));
      return transfer(
          path,
          file.getUrl(),
          connection -> {
            check(connection);
            try (InputStream in = connection.getInputStream()) {
              return new String(in.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8);
            }
          });
    }

    private String transfer(String path, String url, Exchange exchange)
        throws InterruptedException {
      URI address = TransferUrl.of(url, session.endpoint().url());
      try {
        HttpURLConnection connection = session.connections().open(address, pinned(address));
        try {
          return exchange.on(connection);
        } finally {
          connection.disconnect();
        }
      } catch (IOException e) {
        throw new PortException(
            Category.ENVIRONMENT,
            "guest/transfer-failed",
            "the transfer of " + path + " of " + object + " failed",
            address.getHost() + ": " + FaultTranslation.reason(e) + ".",
            "Check that port 443 of that host can be reached from here.",
            null);
      }
    }

    /** An ESXi host shows a certificate of its own, which vCenter knows. */
    private @Nullable String pinned(URI address) throws InterruptedException {
      if (address.getHost().equalsIgnoreCase(session.endpoint().url().getHost())) {
        return null;
      }
      ManagedObjectReference host =
          new Retrieval()
              .properties("VirtualMachine", "runtime.host")
              .object(vm)
              .read(session, object)
              .of(vm)
              .get("runtime.host", ManagedObjectReference.class);
      return host == null
          ? null
          : new Retrieval()
              .properties("HostSystem", "summary.config.sslThumbprint")
              .object(host)
              .read(session, "the host of " + object)
              .of(host)
              .get("summary.config.sslThumbprint", String.class);
    }
  }

  private static void check(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status / 100 != 2) {
      throw new IOException("it answered with HTTP status " + status);
    }
  }

  /** What is done on a connection. */
  @FunctionalInterface
  private interface Exchange {
    String on(HttpURLConnection connection) throws IOException;
  }
}
