package dev.slipway.planfile;

import dev.slipway.diag.SourceRange;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes any value of the model, by its record components, from a seed. */
final class AnyValue {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "LON",
          "hcc-1",
          "é\u2028\"\\\n\t",
          "${secret:x}",
          "$kind",
          "a/b",
          "\ud83d\ude00");

  private final Random random;
  private final Path here;
  private final Set<Class<?>> seen = new HashSet<>();

  AnyValue(long seed, Path here) {
    this.random = new Random(seed);
    this.here = here;
  }

  /** The record types that were made so far. */
  Set<Class<?>> seen() {
    return seen;
  }

  <T extends Record> T of(Class<T> type) {
    return type.cast(record(type, Map.of()));
  }

  private Object any(Type type, Map<TypeVariable<?>, Type> variables) {
    if (type instanceof TypeVariable<?> variable) {
      return any(variables.getOrDefault(variable, String.class), variables);
    }
    List<Type> arguments =
        type instanceof ParameterizedType parameterized
            ? List.of(parameterized.getActualTypeArguments())
            : List.of();
    Class<?> raw =
        (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    if (raw == String.class) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return random.nextBoolean();
    }
    if (raw == int.class || raw == Integer.class) {
      return 1 + random.nextInt(99);
    }
    if (raw == long.class || raw == Long.class) {
      return random.nextLong();
    }
    if (raw == Duration.class) {
      return Duration.ofMillis(random.nextInt(10_000_000));
    }
    if (raw == LocalDate.class) {
      return LocalDate.ofEpochDay(random.nextInt(30_000));
    }
    if (raw == Instant.class) {
      return Instant.ofEpochSecond(random.nextInt());
    }
    if (raw == Path.class) {
      return random.nextBoolean() ? here.resolve("packages/x y.ova") : Path.of("/else/where.ova");
    }
    if (raw == SourceRange.class) {
      return new SourceRange("blueprints/x.yaml", 1 + random.nextInt(9), 2, 3, 4, "");
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
    }
    if (raw == Optional.class) {
      return random.nextBoolean()
          ? Optional.empty()
          : Optional.of(any(arguments.getFirst(), variables));
    }
    if (raw == Set.class) {
      return Set.of(any(arguments.getFirst(), variables));
    }
    if (raw == List.class) {
      List<Object> items = new ArrayList<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        items.add(any(arguments.getFirst(), variables));
      }
      return items;
    }
    if (raw == Map.class || raw == SortedMap.class) {
      Map<Object, Object> items = new TreeMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        items.put(any(arguments.get(0), variables), any(arguments.get(1), variables));
      }
      return items;
    }
    Map<TypeVariable<?>, Type> inner = new HashMap<>(variables);
    for (int index = 0; index < arguments.size(); index++) {
      inner.put(raw.getTypeParameters()[index], arguments.get(index));
    }
    if (raw.isSealed()) {
      Class<?>[] members = raw.getPermittedSubclasses();
      Class<?> member = members[random.nextInt(members.length)];
      for (int index = 0; index < member.getTypeParameters().length; index++) {
        inner.put(member.getTypeParameters()[index], arguments.get(index));
      }
      return record(member, inner);
    }
    return record(raw, inner);
  }

  private Object record(Class<?> type, Map<TypeVariable<?>, Type> variables) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalStateException("teach " + getClass() + " to make a " + type);
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      while (true) {
        try {
          Object made =
              constructor.newInstance(
                  Arrays.stream(components)
                      .map(component -> component(component, variables))
                      .toArray());
          seen.add(type);
          return made;
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof IllegalArgumentException)) {
            throw e;
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object component(
      RecordComponent component, Map<TypeVariable<?>, Type> variables) {
    AnnotatedType annotated = component.getAnnotatedType();
    boolean nullable =
        annotated.isAnnotationPresent(Nullable.class)
            && !(annotated instanceof AnnotatedParameterizedType);
    return nullable && random.nextBoolean() ? null : any(component.getGenericType(), variables);
  }
}
