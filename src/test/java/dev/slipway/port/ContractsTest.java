package dev.slipway.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.core.importer.Location;
import dev.slipway.testing.ContractOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each port with several adapters has a contract, and each of these adapters runs it. */
class ContractsTest {
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.slipway");

  @Test
  void everyAdapterRunsTheContractOfItsPort() {
    Set<String> ports = new TreeSet<>();
    List<String> without = new ArrayList<>();
    for (JavaClass port : CLASSES) {
      List<JavaClass> adapters = adapters(port);
      if (adapters.size() > 1) {
        ports.add(port.getSimpleName());
        Set<String> tested = packagesThatRunTheContractOf(port);
        adapters.stream()
            .filter(adapter -> !tested.contains(adapter.getPackageName()))
            .map(adapter -> adapter.getSimpleName() + " as " + port.getSimpleName())
            .forEach(without::add);
      }
    }

    assertThat(without).as("adapters that run no contract").isEmpty();
    assertThat(ports).contains("VCenter", "LockStore");
  }

  private static List<JavaClass> adapters(JavaClass port) {
    return port.isInterface() && port.isTopLevelClass() && isOfPorts(port)
        ? port.getAllSubclasses().stream()
            .filter(adapter -> !adapter.isInterface() && isOfTheProgram(adapter))
            .filter(adapter -> !isDecorator(adapter, port))
            .toList()
        : List.of();
  }

  /** What only passes calls on to another adapter, which runs the contract. */
  private static boolean isDecorator(JavaClass adapter, JavaClass port) {
    return adapter.getAllFields().stream().anyMatch(field -> field.getRawType().equals(port));
  }

  private static Set<String> packagesThatRunTheContractOf(JavaClass port) {
    return CLASSES.stream()
        .filter(suite ->
            suite
                .tryGetAnnotationOfType(ContractOf.class)
                .filter(contract -> port.isEquivalentTo(contract.value()))
                .isPresent())
        .flatMap(suite -> suite.getAllSubclasses().stream())
        .filter(test -> !test.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(JavaClass::getPackageName)
        .collect(Collectors.toSet());
  }

  private static boolean isOfPorts(JavaClass type) {
    return type.getPackageName().equals(ContractsTest.class.getPackageName());
  }

  private static boolean isOfTheProgram(JavaClass type) {
    ImportOption program = Predefined.DO_NOT_INCLUDE_TESTS;
    return type.getSource()
        .map(source -> program.includes(Location.of(source.getUri())))
        .orElse(false);
  }
}
