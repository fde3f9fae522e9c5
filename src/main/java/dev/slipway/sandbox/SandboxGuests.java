package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.GuestShell;
import dev.slipway.model.Secret;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.TemplateRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Answers scripts as the script of the sandbox says, and keeps files where those over SSH are.
 *
 * @param scripts what the guest of a VM knows
 * @param files where those of a VM lie
 */
record SandboxGuests(
    MachineStore store,
    TemplateRenderer templates,
    Function<String, ApplianceScript.Guest> scripts,
    Function<String, Path> files)
    implements GuestOperations {

  @Override
  public RemoteShell.Result run(Guest guest, GuestShell shell, Secret text, Duration timeout) {
    requireReady(guest);
    Page page = new Page();
    try {
      int status =
          new ScriptRun(store, templates, guest.vm().name(), page)
              .about(Map.of("login", guest.user().reveal() + ":" + guest.password().reveal()))
              .runCommand(scripts.apply(guest.vm().name()).commands(), text.reveal());
      return new RemoteShell.Result(status, page.text(), page.errors());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void upload(Guest guest, RemoteShell.Upload upload) {
    requireReady(guest);
    Path root = files.apply(guest.vm().name());
    Path file = root.resolve(upload.path().replaceFirst("^/", "")).normalize();
    String folder =
        "/"
            + root.relativize(Objects.requireNonNull(file.getParent()))
                .toString()
                .replace('\\', '/');
    try {
      if (!scripts.apply(guest.vm().name()).folders().contains(folder)) {
        throw new IOException("There is no folder " + folder + ".");
      }
      Files.createDirectories(root.resolve(folder.substring(1)));
      Files.writeString(file, upload.content().reveal());
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "vcenter/fault",
          "cannot write " + upload.path() + " in the guest of VM " + guest.vm().name(),
          String.valueOf(e.getMessage()),
          "guest.folders of sandbox.yaml names those that there are.",
          null);
    }
  }

  private void requireReady(Guest guest) {
    if (store.find(guest.vm().name()).filter(Machine::poweredOn).isEmpty()) {
      throw new PortException(
          Category.ENVIRONMENT,
          "guest/not-ready",
          "the guest of VM " + guest.vm().name() + " cannot be worked in",
          "VMware Tools are not ready in it",
          "",
          null);
    }
  }
}
