package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmSettingsTest {
  /** What says how a change is made, and sets nothing itself. */
  private static final String HOW = "snapshotBeforeChange";

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void anyDeclaredSettingIsOneToSet(int declared) throws ReflectiveOperationException {
    RecordComponent[] components = VmSettings.class.getRecordComponents();
    assertThat(components).as("each has its number above").hasSize(10);
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == declared ? some(components[i]) : none(components[i]);
    }

    VmSettings settings =
        VmSettings.class
            .getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new))
            .newInstance(values);

    assertThat(settings.setNothing()).isEqualTo(components[declared].getName().equals(HOW));
  }

  private static Object some(RecordComponent component) {
    return switch (component.getType().getSimpleName()) {
      case "Integer" -> 2;
      case "Long" -> 2L;
      case "Boolean" -> true;
      case "String" -> "text";
      default -> component.getName().equals("tags") ? Map.of("a", Set.of("b")) : Map.of("a", "b");
    };
  }

  private static @Nullable Object none(RecordComponent component) {
    return component.getType() == Map.class ? Map.of() : null;
  }
}
