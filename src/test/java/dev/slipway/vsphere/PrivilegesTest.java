package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.vmware.vim25.EntityPrivilege;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PrivilegeAvailability;
import com.vmware.vim25.VimPortType;
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
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z_]+) \\| ([A-Z]+) \\| `([A-Za-z.]+)` \\|", Pattern.MULTILINE);

  /** A method that needs no privilege. */
  private static final Pattern FREE_ROW = Pattern.compile("^\\| `[A-Z]\\w+` \\|");

  /** Privileges have dots, attributes begin in lower case. */
  private static final Pattern METHOD = Pattern.compile("`([A-Z][A-Za-z]+(?:_Task)?)`");

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
  void theDocumentNamesEveryMethodOfTheApiThatIsCalledAndNoOther() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String row : Files.readAllLines(Path.of("docs/privileges.md"))) {
      if (ROW.matcher(row).find() || FREE_ROW.matcher(row).find()) {
        METHOD.matcher(row).results().map(method -> method.group(1)).forEach(documented::add);
      }
    }

    assertThat(documented).isEqualTo(calledMethods());
  }

  private static Set<String> calledMethods() {
    Stream<JavaCodeUnitAccess<?>> accesses =
        new ClassFileImporter()
                .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.slipway")
                .stream()
                .flatMap(type ->
                    Stream.concat(
                        type.getMethodCallsFromSelf().stream(),
                        type.getMethodReferencesFromSelf().stream()));
    return accesses
        .filter(access -> access.getTargetOwner().isEquivalentTo(VimPortType.class))
        .map(access -> access.getName())
        .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
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
            new MissingPrivilege("Network.Assign", Purpose.DEPLOY, Place.NETWORK, "horizon-mgmt"),
            new MissingPrivilege(
                "Network.Assign", Purpose.CLONE_TEMPLATE, Place.NETWORK, "horizon-mgmt"));
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
