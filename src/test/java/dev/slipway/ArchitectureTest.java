package dev.slipway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to the directions of docs/architecture.md. */
class ArchitectureTest {
  private static final String BASE = "dev.slipway";

  /** What each package may use of the others; cli, which wires, may use all. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("diag", Set.of()),
          Map.entry("files", Set.of()),
          Map.entry("rehearsal", Set.of()),
          Map.entry("model", Set.of("diag")),
          Map.entry("yaml", Set.of("diag")),
          Map.entry("ovf", Set.of("diag")),
          Map.entry("blueprint", Set.of("diag", "model", "yaml")),
          Map.entry("appliance", Set.of("diag", "model", "yaml", "blueprint")),
          Map.entry("system", Set.of("diag", "model", "yaml", "blueprint", "appliance")),
          Map.entry("expand", Set.of("diag", "model", "ovf", "blueprint", "appliance")),
          Map.entry("plan", Set.of("diag", "model")),
          Map.entry("policy", Set.of("diag", "model", "yaml", "blueprint", "plan")),
          Map.entry("port", Set.of("diag", "model", "ovf")),
          Map.entry("secrets", Set.of("diag", "files", "model", "port")),
          Map.entry("sequence", Set.of("diag", "model", "port")),
          Map.entry("observe", Set.of("diag", "model", "port", "sequence")),
          Map.entry("status", Set.of("model")),
          Map.entry("lock", Set.of("diag", "model", "port")),
          Map.entry("apply", Set.of("diag", "lock", "model", "ovf", "plan", "port", "sequence")),
          Map.entry("view", Set.of("diag", "model", "ovf", "plan", "apply", "port", "status")),
          Map.entry("planfile", Set.of("diag", "model", "plan", "policy", "view")),
          Map.entry("tls", Set.of()),
          Map.entry("vsphere", Set.of("diag", "model", "ovf", "port", "tls")),
          Map.entry("network", Set.of("diag", "model", "port", "tls")),
          Map.entry("download", Set.of("diag", "model", "port", "tls")),
          Map.entry("sql", Set.of("diag", "model", "port")),
          Map.entry("ssh", Set.of("diag", "files", "model", "port")),
          Map.entry("template", Set.of("diag", "model", "port")),
          Map.entry("sandbox", Set.of("diag", "model", "ovf", "port", "template", "yaml")));

  /** Libraries that only one room may know. */
  private static final Map<String, Set<String>> CONFINED =
      Map.of(
          "com.vmware..", Set.of("vsphere"),
          "com.jcraft.jsch..", Set.of("ssh"),
          "org.apache.velocity..", Set.of("template"),
          "org.apache.sshd..", Set.of("sandbox"),
          "dev.cel..", Set.of("policy"),
          "com.google.common..", Set.of("policy"),
          "org.yaml.snakeyaml..", Set.of("yaml"),
          "java.sql..", Set.of("sql"),
          "picocli..", Set.of("cli"),
          "org.apache.commons.compress..", Set.of("ovf", "sandbox"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void theRulesSeeTheWholeProgram() {
    assertThat(CLASSES.size()).isGreaterThan(250);
    Set<String> rooms =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(BASE + "."))
            .map(name -> name.substring(BASE.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    rooms.remove("cli");
    assertThat(MAY_USE.keySet()).containsExactlyInAnyOrderElementsOf(rooms);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  static Stream<String> rooms() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aPackageUsesOnlyWhatItMay(String room) {
    String[] forbidden =
        Stream.concat(MAY_USE.keySet().stream(), Stream.of("cli"))
            .filter(other -> !other.equals(room) && !MAY_USE.get(room).contains(other))
            .map(other -> BASE + "." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(BASE + "." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(CLASSES);
  }

  static Stream<String> libraries() {
    return CONFINED.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryIsKnownInItsRoomOnly(String library) {
    String[] homes =
        CONFINED.get(library).stream().map(home -> BASE + "." + home + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
    assertThat(users(library)).as("users of " + library).isNotEmpty();
  }

  /** So that a rule about a library that nobody uses any more does not stand forever. */
  private static List<JavaClass> users(String library) {
    String prefix = library.replace("..", ".");
    return CLASSES.stream()
        .filter(user ->
            user.getDirectDependenciesFromSelf().stream()
                .anyMatch(target -> target.getTargetClass().getName().startsWith(prefix)))
        .toList();
  }

  @Test
  void planningIsPure() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".plan..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.util.logging..", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.System")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Instant")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(room -> !room.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).isEmpty();
  }
}
