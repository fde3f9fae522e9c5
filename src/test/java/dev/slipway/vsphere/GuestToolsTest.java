package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.vmware.vim25.GuestProgramSpec;
import dev.slipway.model.GuestShell;
import dev.slipway.model.Secret;
import dev.slipway.port.GuestOperationsContract;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenter;
import dev.slipway.testing.Vcsim;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract over the simulated vCenter, whose guests really run what is for /bin/sh. */
final class GuestToolsTest extends GuestOperationsContract {
  private static Vcsim vcsim;

  @BeforeAll
  static void start() {
    vcsim = Vcsim.start();
  }

  @AfterAll
  static void stop() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Override
  protected VCenter connect() throws InterruptedException {
    return VSphere.connect(vcsim.endpoint());
  }

  @Test
  void theFilesOfAScriptAreGoneAndThoseOfAnUploadStay() throws Exception {
    powerOn();
    upload("/tmp/a.conf", "It's \u00fc\n");
    assertThat(run("cat tmp/a.conf; ls tmp; stat -c %a tmp/a.conf \"$0\"").output())
        .startsWith("It's \u00fc\na.conf\nslipway")
        .endsWith("640\n700\n");
    assertThat(run("ls tmp; cat").output()).startsWith("a.conf\nslipway").doesNotContain("It's");
    upload("/tmp/list", "");
    assertThat(run("ls tmp | grep -c slipway").output()).isEqualTo("1\n");
  }

  @Test
  void aWrongPasswordIsRefusedAndNotTold() throws Exception {
    powerOn();
    PortException refused =
        catchThrowableOfType(
            PortException.class,
            () ->
                guests()
                    .run(
                        guest("hunter2"),
                        GuestShell.SH,
                        new Secret("true"),
                        Duration.ofSeconds(60)));
    assertThat(refused)
        .hasMessageStartingWith("cannot make a folder in the guest of VM guest-")
        .hasMessageContaining("InvalidGuestLogin")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aScriptThatTakesTooLongIsEnded() throws Exception {
    powerOn();
    assertThat(run("true").exitStatus()).isZero();
    PortException late =
        catchThrowableOfType(
            PortException.class,
            () ->
                guests()
                    .run(
                        guest("guest-pass"),
                        GuestShell.SH,
                        new Secret("exec sleep 60"),
                        Duration.ofSeconds(2)));
    assertThat(late.code()).isEqualTo("guest/timeout");
  }

  @Test
  void windowsRunsScriptsFromFilesWithTheirOutputInOthers() {
    GuestProgramSpec cmd = new GuestProgram(GuestShell.CMD, "C:\\Temp\\s 1").spec();
    assertThat(cmd.getProgramPath()).isEqualTo("C:\\Windows\\System32\\cmd.exe");
    assertThat(cmd.getArguments())
        .isEqualTo(
            "/d /s /c \"\"C:\\Temp\\s 1\\script.cmd\" >\"C:\\Temp\\s 1\\output\""
                + " 2>\"C:\\Temp\\s 1\\errors\" <NUL\"");
    GuestProgram powershell = new GuestProgram(GuestShell.POWERSHELL, "C:\\t");
    assertThat(powershell.spec().getArguments())
        .isEqualTo(
            "/d /s /c \"powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File"
                + " \"C:\\t\\script.ps1\" >\"C:\\t\\output\" 2>\"C:\\t\\errors\" <NUL\"");
    assertThat(powershell.content("exit 3")).startsWith("\uFEFF").endsWith("\r\nexit 3");
  }

  @ParameterizedTest
  @CsvSource({
    "https://*/guestFile?id=1&token=a%2Bb, https://vc.example:8443/guestFile?id=1&token=a%2Bb",
    "https://*:443/guestFile, https://vc.example:443/guestFile",
    "https://esx-1.example/nfc/a%20b, https://esx-1.example/nfc/a%20b"
  })
  void aHostThatIsLeftOpenIsVCentersOwn(String url, String whole) {
    assertThat(TransferUrl.of(url, URI.create("https://vc.example:8443/sdk"))).hasToString(whole);
  }
}
