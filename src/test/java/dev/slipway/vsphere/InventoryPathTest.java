package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.VmPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InventoryPathTest {
  @ParameterizedTest
  @CsvSource({
    "hcc-lon-1, hcc-lon-1",
    "a/b, a%2fb",
    "a\\b, a%5cb",
    "100%, 100%25",
    "%2, %252",
    "a%2Fb, a%2Fb",
    "a%25b, a%25b",
    "a%5cb, a%5cb"
  })
  void escapesWhatVCenterEscapesButNothingTwice(String name, String kept) {
    assertThat(InventoryPath.escapeName(name)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"a%2fb, a/b", "a%2Fb, a/b", "a%5cb, a\\b", "100%25, 100%", "a%252fb, a%2fb", "a, a"})
  void showsNamesAsPeopleReadThem(String kept, String name) {
    assertThat(InventoryPath.unescape(kept)).isEqualTo(name);
  }

  @Test
  void takesASlashInAPathForAFolder() {
    assertThat(InventoryPath.cluster("EU/LON", "Prod/mgmt 100%"))
        .isEqualTo("EU/LON/host/Prod/mgmt 100%25");
    assertThat(InventoryPath.datastore("LON", "/fast/vsan-01/"))
        .isEqualTo("LON/datastore/fast/vsan-01");
    assertThat(InventoryPath.network("LON", "VLAN 10%2f24")).isEqualTo("LON/network/VLAN 10%2f24");
    assertThat(InventoryPath.folder("LON", "")).isEqualTo("LON/vm");
  }

  @Test
  void takesASlashInTheNameOfAVmForAPartOfIt() {
    assertThat(InventoryPath.vm(new VmPath("LON", "Horizon/Connectors", "a/b")))
        .isEqualTo("LON/vm/Horizon/Connectors/a%2fb");
  }
}
