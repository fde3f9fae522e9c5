package dev.slipway.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.GuestShell;
import dev.slipway.model.Marks;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.GuestOperations.Guest;
import dev.slipway.testing.ContractOf;
import dev.slipway.testing.PortCalls;
import dev.slipway.testing.TinyPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What all {@link GuestOperations} do. In guests there is a folder {@code /tmp}, and a shell that
 * knows {@code echo hello} and {@code echo oops}, to its errors too.
 */
@Timeout(120)
@ContractOf(GuestOperations.class)
public abstract class GuestOperationsContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private VCenter vcenter;
  private GuestOperations guests;
  private VmPath vm;

  /** Connects to a vCenter like that of {@link VCenterContract}. */
  protected abstract VCenter connect() throws InterruptedException;

  @BeforeEach
  void deploy(PortCalls calls) throws Exception {
    vcenter = connect();
    guests = calls.seenOn(GuestOperations.class, vcenter.guests());
    Placement placement =
        new Placement(
            "LON",
            "mgmt-01",
            "",
            "",
            "vsan-01",
            "",
            "",
            null,
            Map.of(TinyPackage.NETWORK, "horizon-mgmt"));
    vm = placement.vm("guest-" + UUID.randomUUID());
    try (OvfPackage ovfPackage = TinyPackage.in(folder, 700_000).open()) {
      vcenter.deploy(
          new Deployment(
              vm,
              placement,
              ovfPackage,
              null,
              "thin",
              Map.of("ip", new Secret("10.20.0.11")),
              Marks.atBirth("hcc", vm.name())),
          (sent, total) -> {});
    }
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    vcenter.powerOff(vm);
    vcenter.destroyVm(vm);
    vcenter.close();
  }

  protected final GuestOperations guests() {
    return guests;
  }

  protected final Guest guest(String password) {
    return new Guest(vm, new Secret("root"), new Secret(password));
  }

  protected final void powerOn() throws InterruptedException {
    vcenter.powerOn(vm);
  }

  protected final RemoteShell.Result run(String script) throws InterruptedException {
    return guests.run(guest("guest-pass"), GuestShell.SH, new Secret(script), LONG);
  }

  protected final void upload(String path, String content) throws InterruptedException {
    guests.upload(
        guest("guest-pass"), new RemoteShell.Upload(new Secret(content), path, 0640, LONG));
  }

  @Test
  void scriptsTellTheirStatusTheirOutputAndTheirErrors() throws Exception {
    powerOn();
    assertThat(run("echo hello")).isEqualTo(new RemoteShell.Result(0, "hello\n", ""));
    assertThat(run("echo oops >&2; exit 1")).isEqualTo(new RemoteShell.Result(1, "", "oops\n"));
  }

  @Test
  void filesAreWrittenAndReplacedWhereThereIsAFolder() throws Exception {
    powerOn();
    upload("/tmp/a.conf", "old");
    upload("/tmp/a.conf", "new");
    assertThatThrownBy(() -> upload("/nowhere/a.conf", "x"))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("cannot write /nowhere/a.conf in the guest of VM");
  }

  @Test
  void aGuestThatIsNotReadyIsWaitedForNoLongerThanAllowed() {
    PortException notReady =
        catchThrowableOfType(
            PortException.class,
            () ->
                guests.run(
                    guest("guest-pass"),
                    GuestShell.SH,
                    new Secret("echo hello"),
                    Duration.ofMillis(200)));
    assertThat(notReady.code()).isEqualTo("guest/not-ready");
  }
}
