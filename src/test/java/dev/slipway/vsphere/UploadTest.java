package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OvfCreateImportSpecResult;
import dev.slipway.diag.Category;
import dev.slipway.port.Deployment;
import dev.slipway.port.PortException;
import dev.slipway.port.TransferListener;
import dev.slipway.testing.TinyPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class UploadTest {
  @TempDir private Path folder;

  @Test
  void sendsEveryByteOfEveryFileTheWayItsKindWants() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 3_000_001, "-lease-host-star")) {
      site.deploy("hcc-1");

      JsonNode disk = upload(site, "POST");
      assertThat(disk.path("contentType").asText())
          .isEqualTo("application/x-vnd.vmware-streamVmdk");
      assertThat(disk.path("bytes").asInt()).isEqualTo(site.tiny().diskBytes());
      assertThat(disk.path("sha256").asText()).isEqualTo(site.tiny().diskSha256());
      JsonNode image = upload(site, "PUT");
      assertThat(image.path("overwrite").asText()).isEqualTo("t");
      assertThat(image.path("bytes").asInt()).isEqualTo(site.tiny().imageBytes());
      assertThat(image.path("sha256").asText()).isEqualTo(site.tiny().imageSha256());
      assertThat(site.uploads()).hasSize(2);
      assertThat(site.calls("HttpNfcLeaseComplete")).isEqualTo(1);
      assertThat(site.calls("HttpNfcLeaseAbort")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TinyPackage.Form.class)
  void sendsTheDiskItselfHoweverItLiesInThePackage(TinyPackage.Form form) throws Exception {
    try (VcsimSite site = new VcsimSite(TinyPackage.in(folder, 3_000_001, form))) {
      AtomicLong announced = new AtomicLong();

      var unused =
          site.vcenter().deploy(site.deployment("hcc-1"), (sent, total) -> announced.set(total));

      JsonNode disk = upload(site, "POST");
      assertThat(disk.path("bytes").asInt()).isEqualTo(site.tiny().diskBytes());
      assertThat(disk.path("sha256").asText()).isEqualTo(site.tiny().diskSha256());
      assertThat(announced).hasValue(site.tiny().diskBytes() + site.tiny().imageBytes());
    }
  }

  @Test
  void findsUnsoundCompressionBeforeAnythingIsCreated() throws Exception {
    TinyPackage tiny = TinyPackage.in(folder, 700_000, TinyPackage.Form.COMPRESSED);
    tiny.damage();
    try (VcsimSite site = new VcsimSite(tiny)) {
      PortException refused = catchThrowableOfType(PortException.class, () -> site.deploy("hcc-1"));

      assertThat(refused.code()).isEqualTo("ovf/unreadable");
      assertThat(site.calls("ImportVApp")).isZero();
    }
  }

  @Test
  void uploadsToTheHostThatTheLeaseNames() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      site.deploy("hcc-1");

      assertThat(upload(site, "POST").path("sha256").asText()).isEqualTo(site.tiny().diskSha256());
    }
  }

  @Test
  void uploadsWithoutTls() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-tls=false", "-lease-host-star")) {
      site.deploy("hcc-1");

      assertThat(upload(site, "POST").path("sha256").asText()).isEqualTo(site.tiny().diskSha256());
    }
  }

  @Test
  void keepsTheLeaseAliveDuringTheUpload() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      TransferListener untilABeatArrived =
          (sent, total) -> {
            try {
              while (site.calls("HttpNfcLeaseProgress") == 0) {
                Thread.onSpinWait();
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };

      assertThat(site.vcenter().deploy(site.deployment("hcc-1"), untilABeatArrived)).isEmpty();
    }
  }

  @Test
  void endsAnUploadThatHangsWhenInterrupted() throws Exception {
    // What the sockets buffer goes out at once; the rest would take minutes.
    try (VcsimSite site = new VcsimSite(folder, 40_000_000, "-upload-rate=1000000")) {
      Thread deploying = Thread.currentThread();
      TransferListener interruptOnceSomethingWasSent =
          (sent, total) ->
              Thread.ofVirtual()
                  .start(() -> {
                    if (sent > 1_000_000) {
                      deploying.interrupt();
                    }
                  });

      assertThatThrownBy(
              () -> site.vcenter().deploy(site.deployment("hcc-1"), interruptOnceSomethingWasSent))
          .isInstanceOf(InterruptedException.class);

      Thread.interrupted(); // the listener may have interrupted once more
      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isEmpty();
      assertThat(site.calls("HttpNfcLeaseAbort")).isEqualTo(1);
    }
  }

  @Test
  void removesWhatIsHalfMadeWhenAFileIsDamaged() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 700_000)) {
      site.tiny().damage();

      PortException refused = catchThrowableOfType(PortException.class, () -> site.deploy("hcc-1"));

      assertThat(refused.code()).isEqualTo("ovf/manifest-mismatch");
      assertThat(site.calls("HttpNfcLeaseComplete")).isZero();
      assertThat(site.calls("HttpNfcLeaseAbort")).isEqualTo(1);
      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isEmpty();
    }
  }

  @Test
  void leavesAVmAloneThatTookTheName() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      site.deploy("other");
      TransferListener letAnotherTakeTheName =
          (sent, total) -> {
            rename(site, "hcc-1", "renamed");
            rename(site, "other", "hcc-1");
            throw new IllegalStateException("the upload fails");
          };

      assertThatThrownBy(
              () -> site.vcenter().deploy(site.deployment("hcc-1"), letAnotherTakeTheName))
          .hasMessage("the upload fails");

      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isPresent();
      assertThat(site.vcenter().findVm(VcsimSite.path("renamed"))).isEmpty();
    }
  }

  @Test
  void namesTheVmThatItCannotRemove() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000)) {
      PortException left =
          catchThrowableOfType(
              PortException.class,
              () ->
                  site.vcenter()
                      .deploy(site.deployment("hcc-1"), (sent, total) -> site.vcsim().close()));

      assertThat(left.code()).isEqualTo("vcenter/half-made-vm");
      assertThat(left.category()).isEqualTo(Category.ENVIRONMENT);
      assertThat(left.toDiagnostic().summary()).contains("hcc-1");
    }
  }

  @Test
  void waitsForTheLeaseOfADeadRunBeforeItDestroys() throws Exception {
    try (VcsimSite site = new VcsimSite(folder, 1_000, "-lease-timeout=3s")) {
      abandonAnImport(site, "hcc-1");
      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isPresent();

      site.vcenter().destroyVm(VcsimSite.path("hcc-1"));

      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isEmpty();
    }
  }

  /** Begins an import and never speaks of it again. */
  private static void abandonAnImport(VcsimSite site, String name) throws InterruptedException {
    try (VSphereSession session = VSphereSession.open(site.vcsim().endpoint())) {
      Deployment deployment = site.deployment(name);
      ImportTarget target =
          ImportTarget.locate(
              session, new Locator(session), deployment.vm(), deployment.placement());
      OvfCreateImportSpecResult result = new ImportSpecs(session).create(deployment, target);
      var unused =
          session.call(
              "import",
              name,
              vim -> vim.importVApp(target.pool(), result.getImportSpec(), target.folder(), null));
      while (site.vcenter().findVm(VcsimSite.path(name)).isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  private static void rename(VcsimSite site, String name, String newName) {
    try (VSphereSession session = VSphereSession.open(site.vcsim().endpoint())) {
      ManagedObjectReference vm = new Locator(session).requireVm(VcsimSite.path(name));
      session.awaitTask(
          session.call("rename", name, vim -> vim.rename_Task(vm, newName)),
          "rename",
          name,
          Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode upload(VcsimSite site, String method) throws IOException {
    for (JsonNode upload : site.uploads()) {
      if (upload.path("method").asText().equals(method)) {
        assertThat(upload.path("complete").asBoolean()).isTrue();
        return upload;
      }
    }
    throw new AssertionError("no upload with " + method + " among " + site.uploads());
  }
}
