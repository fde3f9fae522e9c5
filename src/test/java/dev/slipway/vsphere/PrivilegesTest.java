package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.EntityPrivilege;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PrivilegeAvailability;
import dev.slipway.model.MissingPrivilege;
import dev.slipway.model.MissingPrivilege.Place;
import dev.slipway.model.MissingPrivilege.Purpose;
import dev.slipway.vsphere.Privileges.Asked;
import dev.slipway.vsphere.Privileges.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z_]+) \\| ([A-Z]+) \\| `([A-Za-z.]+)` \\|", Pattern.MULTILINE);

  @Test
  void theDocumentSaysTheSame() throws IOException {
    List<Need> documented =
        ROW.matcher(Files.readString(Path.of("docs/privileges.md")))
            .results()
            .map(row ->
                new Need(Purpose.valueOf(row.group(1)), Place.valueOf(row.group(2)), row.group(3)))
            .toList();

    assertThat(documented).isEqualTo(Privileges.TABLE);
  }

  @Test
  void everyPurposeAndPlaceIsInTheTable() {
    assertThat(Privileges.TABLE).extracting(Need::purpose).contains(Purpose.values());
    assertThat(Privileges.TABLE).extracting(Need::place).contains(Place.values());
  }

  @Test
  void onlyDeniedPrivilegesThatAreNeededThereAreMissing() {
    ManagedObjectReference network = reference("Network", "network-7");
    ManagedObjectReference cluster = reference("ClusterComputeResource", "domain-c8");
    EntityPrivilege silent = new EntityPrivilege();
    silent.setEntity(cluster);

    List<MissingPrivilege> missing =
        Privileges.missing(
            new EntityPrivilege[] {
              answer(network, denied("Network.Assign"), denied("Folder.Create")), silent
            },
            List.of(
                new Asked(Place.NETWORK, "horizon-mgmt", network),
                new Asked(Place.CLUSTER, "mgmt-01", cluster)));

    assertThat(missing)
        .containsExactly(
            new MissingPrivilege("Network.Assign", Purpose.DEPLOY, Place.NETWORK, "horizon-mgmt"));
  }

  private static EntityPrivilege answer(
      ManagedObjectReference entity, PrivilegeAvailability... privileges) {
    EntityPrivilege answer = new EntityPrivilege();
    answer.setEntity(entity);
    answer.setPrivAvailability(Arrays.copyOf(privileges, privileges.length));
    return answer;
  }

  private static PrivilegeAvailability denied(String privilege) {
    PrivilegeAvailability availability = new PrivilegeAvailability();
    availability.setPrivId(privilege);
    availability.setIsGranted(false);
    return availability;
  }

  private static ManagedObjectReference reference(String type, String value) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType(type);
    reference.setVal(value);
    return reference;
  }
}
