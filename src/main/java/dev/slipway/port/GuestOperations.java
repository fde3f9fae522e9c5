package dev.slipway.port;

import dev.slipway.model.GuestShell;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import java.time.Duration;

/** Works in guests through VMware Tools, with no network to them. */
public interface GuestOperations {
  /**
   * Runs a script to its end, and leaves no file of it behind.
   *
   * @param timeout also for the guest to become ready
   * @throws PortException when the guest is not ready in time, refuses the login, or the script has
   *     not ended in time; then it is ended
   */
  RemoteShell.Result run(Guest guest, GuestShell shell, Secret script, Duration timeout)
      throws InterruptedException;

  /**
   * Writes a file; one that is there is replaced. Its folder must exist.
   *
   * @param upload whose mode is of no account to Windows
   * @throws PortException when the guest is not ready in time, refuses the login or the file
   */
  void upload(Guest guest, RemoteShell.Upload upload) throws InterruptedException;

  /** A VM, and as whom to work in it. */
  record Guest(VmPath vm, Secret user, Secret password) {}
}
