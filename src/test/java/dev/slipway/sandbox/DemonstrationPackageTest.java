package dev.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.ovf.OvfPackages;
import dev.slipway.ovf.OvfProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationPackageTest {
  private static final Path SOURCE = Path.of("src/main/packages/horizon-cloud-connector");

  @TempDir Path folder;

  @Test
  void isASoundPackage() throws IOException {
    Path archive = folder.resolve("packages/demonstration.ova");
    DemonstrationPackage.write(SOURCE, archive);
    Diagnostics diagnostics = new Diagnostics();
    try (OvfPackage opened = OvfPackages.open(archive, diagnostics).orElseThrow()) {
      assertThat(diagnostics.all()).isEmpty();
      assertThat(OvfPackages.verifyAll(opened)).isEmpty();
      OvfDescriptor descriptor = opened.descriptor();
      assertThat(descriptor.systemName()).isEqualTo("horizon-cloud-connector");
      assertThat(descriptor.disks()).hasSize(2);
      assertThat(descriptor.networks())
          .extracting(OvfDescriptor.Network::name)
          .containsExactly("VM Network");
      assertThat(descriptor.deploymentOptions())
          .containsExactly(
              new OvfDescriptor.DeploymentOption("small", "Small", true),
              new OvfDescriptor.DeploymentOption("large", "Large", false));
      assertThat(descriptor.eulas()).hasSize(1);
      assertThat(descriptor.properties())
          .extracting(OvfProperty::key)
          .containsExactly(
              "hcc.hostname",
              "hcc.ip0",
              "hcc.netmask0",
              "hcc.gateway",
              "hcc.dns",
              "hcc.domain",
              "hcc.root_password",
              "hcc.ccadmin_ssh_key",
              "hcc.worker_node");
      assertThat(descriptor.properties()).allMatch(OvfProperty::userConfigurable);
      assertThat(descriptor.properties())
          .filteredOn(OvfProperty::password)
          .extracting(OvfProperty::key)
          .containsExactly("hcc.root_password");
    }
  }

  @Test
  void isTheSameEachTime() throws IOException {
    DemonstrationPackage.write(SOURCE, folder.resolve("one.ova"));
    DemonstrationPackage.write(SOURCE, folder.resolve("two.ova"));
    assertThat(Files.mismatch(folder.resolve("one.ova"), folder.resolve("two.ova"))).isEqualTo(-1);
  }

  @Test
  void isPackedOnlyWhenItIsOlderThanWhatItDependsOn() throws IOException {
    Path archive =
        Files.writeString(folder.resolve("horizon-cloud-connector.ova"), "packed before");
    Path more = Files.createFile(folder.resolve("more"));
    setTime(more, "2000-01-01T00:00:00Z");
    setTime(archive, "2100-01-01T00:00:00Z");
    String[] arguments = {SOURCE.getParent() + "", folder.toString(), more.toString()};
    DemonstrationPackage.main(arguments);
    assertThat(archive).hasContent("packed before");
    setTime(more, "2100-01-01T00:00:01Z");
    DemonstrationPackage.main(arguments);
    assertThat(Files.size(archive)).isGreaterThan(32 << 20);
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  private static void setTime(Path file, String time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
  }
}
