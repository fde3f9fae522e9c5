package dev.slipway.planfile;

import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.SourceRange;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes JSON Schemas of the model's types as {@link Codec} writes them. */
final class ModelSchema {
  private static final SerializationConfig CODEC =
      Codec.mapper(Path.of("")).getSerializationConfig();

  /** What the types do not say. */
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "Confidential.template", "With ${secret:NAME} references, never a secret itself.",
          "ObservedWorld.missingPrivileges", "Null when vCenter could not be asked.",
          "VmSpec.source", "Digest of package, deployment option and disk provisioning.",
          "PackageFile.file", "Relative to the working directory where it lies below it.",
          "Judgement.policies", "Relative to the working directory where they lie below it.",
          "DesiredState.whole",
              "Whether these are all resources of the blueprint: false with --target or --exclude.",
          "SavedPlan.replaced", "Names of the nodes that --replace asked for.",
          "SavedPlan.vcenter", "URL of the vCenter as the inventory file gives it.",
          "Snapshot.vcenter", "The vCenter that was looked at, for people.");

  private final ObjectNode definitions;

  /**
   * Makes a maker of schemas.
   *
   * @param definitions gets the records that are referred to
   */
  ModelSchema(ObjectNode definitions) {
    this.definitions = definitions;
  }

  /** Adds the components of a record to the members of an object. */
  void addComponents(ObjectNode object, Class<? extends Record> type) {
    addComponents(object, type, Map.of());
  }

  private void addComponents(
      ObjectNode object, Class<?> type, Map<TypeVariable<?>, Type> variables) {
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode schema = of(component.getGenericType(), variables);
      if (isNullable(component)) {
        schema = orNull(schema);
      }
      String description = DESCRIPTIONS.get(type.getSimpleName() + "." + component.getName());
      if (description != null) {
        schema.put("description", description);
      }
      JsonSchemas.require(object, written(component), schema);
    }
  }

  /** The name of a component as the codec writes it. */
  private static String written(RecordComponent component) {
    return CODEC
        .introspect(CODEC.constructType(component.getDeclaringRecord()))
        .findProperties()
        .stream()
        .filter(property -> property.getInternalName().equals(component.getName()))
        .findFirst()
        .orElseThrow()
        .getName();
  }

  private static boolean isNullable(RecordComponent component) {
    AnnotatedType annotated = component.getAnnotatedType();
    return annotated.isAnnotationPresent(Nullable.class)
        && !(annotated instanceof AnnotatedParameterizedType);
  }

  private ObjectNode of(Type type, Map<TypeVariable<?>, Type> variables) {
    if (type instanceof TypeVariable<?> variable) {
      return of(variables.getOrDefault(variable, Object.class), variables);
    }
    List<Type> arguments =
        type instanceof ParameterizedType parameterized
            ? List.of(parameterized.getActualTypeArguments())
            : List.of();
    Class<?> raw =
        (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    if (raw == Optional.class) {
      return orNull(of(arguments.getFirst(), variables));
    }
    if (raw == List.class || raw == Set.class) {
      ObjectNode list = type("array");
      list.set("items", of(arguments.getFirst(), variables));
      return list;
    }
    if (raw == Map.class || raw == SortedMap.class) {
      ObjectNode map = type("object");
      map.set("additionalProperties", of(arguments.getLast(), variables));
      return map;
    }
    Map<TypeVariable<?>, Type> inner = new HashMap<>();
    for (int index = 0; index < arguments.size(); index++) {
      inner.put(raw.getTypeParameters()[index], arguments.get(index));
    }
    return raw.isSealed() ? family(raw, inner) : single(raw);
  }

  private ObjectNode family(Class<?> raw, Map<TypeVariable<?>, Type> variables) {
    ObjectNode family = JsonNodeFactory.instance.objectNode();
    ArrayNode choices = family.putArray("oneOf");
    for (Class<?> member : raw.getPermittedSubclasses()) {
      ObjectNode choice = JsonSchemas.strict("kind", JsonSchemas.constant(Codec.kind(member)));
      Map<TypeVariable<?>, Type> inner = new HashMap<>();
      for (int index = 0; index < member.getTypeParameters().length; index++) {
        Type given = variables.get(raw.getTypeParameters()[index]);
        inner.put(member.getTypeParameters()[index], given == null ? Object.class : given);
      }
      addComponents(choice, member, inner);
      choices.add(choice);
    }
    if (raw.getTypeParameters().length > 0) {
      return family;
    }
    definitions.set(Codec.name(raw), family);
    return JsonSchemas.reference(Codec.name(raw));
  }

  /** One member of a family where no other may stand. */
  private ObjectNode member(Class<?> raw) {
    ObjectNode member = JsonSchemas.strict("kind", JsonSchemas.constant(Codec.kind(raw)));
    addComponents(member, raw, Map.of());
    return member;
  }

  private ObjectNode single(Class<?> raw) {
    if (Arrays.stream(raw.getInterfaces()).anyMatch(Codec.FAMILIES::contains)) {
      return member(raw);
    }
    if (raw == String.class || raw == Path.class) {
      return type("string");
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return type("boolean");
    }
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return type("integer");
    }
    if (raw == Duration.class) {
      return type("string").put("description", "ISO 8601 duration, such as PT15M.");
    }
    if (raw == Instant.class) {
      return type("string").put("format", "date-time");
    }
    if (raw == LocalDate.class) {
      return type("string").put("format", "date");
    }
    if (raw.isEnum()) {
      return JsonSchemas.oneOfWords(
          Arrays.stream(raw.getEnumConstants()).map(constant -> ((Enum<?>) constant).name()));
    }
    Class<?> written = raw == SourceRange.class ? Codec.Place.class : raw;
    String name = named(written);
    if (!definitions.has(name)) {
      ObjectNode definition = JsonSchemas.strict();
      definitions.set(name, definition);
      addComponents(definition, written, Map.of());
    }
    return JsonSchemas.reference(name);
  }

  /** Records within others are told apart by them. */
  private static String named(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return outer == null || outer == Codec.class
        ? type.getSimpleName()
        : outer.getSimpleName() + "." + type.getSimpleName();
  }

  private static ObjectNode type(String name) {
    return JsonNodeFactory.instance.objectNode().put("type", name);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("oneOf").add(type("null")).add(schema);
    return either;
  }
}
