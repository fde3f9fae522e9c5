package dev.slipway.planfile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState.Origin;
import dev.slipway.model.Extraction;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.StepAction;
import dev.slipway.model.Value;
import dev.slipway.model.VmSource;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.Executable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How values of the model stand in JSON: records by their components in snake case, members of
 * sealed families with a {@code kind}, files relative to the working directory where they lie below
 * it. Null where the model knows no null is refused.
 */
final class Codec {
  /** The sealed families whose members are told by their kind. */
  static final List<Class<?>> FAMILIES =
      List.of(
          Desired.class,
          VmSource.class,
          Value.class,
          Lookup.class,
          ObservedSequence.class,
          StepAction.class,
          Extraction.class);

  /** The names that types had when files were first written; these go on to say them. */
  private static final Map<Class<?>, String> EARLIER_NAMES =
      Map.of(
          Desired.NodeSequenceSpec.class, "MembershipSpec",
          ObservedSequence.class, "ObservedMembership",
          ObservedSequence.Done.class, "Member",
          ObservedSequence.NotDone.class, "NotMember");

  private Codec() {}

  static JsonMapper mapper(Path workingDirectory) {
    Path here = workingDirectory.toAbsolutePath().normalize();
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .annotationIntrospector(new NullsRefused())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(ownTypes(here))
            .addMixIn(Observed.class, EarlierObserved.class);
    for (Class<?> family : FAMILIES) {
      builder.addMixIn(family, Kinded.class);
      for (Class<?> member : family.getPermittedSubclasses()) {
        builder.registerSubtypes(new NamedType(member, kind(member)));
      }
    }
    return builder.build();
  }

  /** {@code HaOverrideSpec} is of the kind {@code ha-override}. */
  static String kind(Class<?> member) {
    return name(member)
        .replaceFirst("Spec$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** What files and their schemas call a type. */
  static String name(Class<?> type) {
    return EARLIER_NAMES.getOrDefault(type, type.getSimpleName());
  }

  private static SimpleModule ownTypes(Path here) {
    return new SimpleModule()
        .addSerializer(Path.class, new PathWriter(here))
        .addDeserializer(Path.class, new PathReader(here))
        .addSerializer(
            SourceRange.class, new StdDelegatingSerializer(SourceRange.class, new ToPlace(here)))
        .addDeserializer(SourceRange.class, new StdDelegatingDeserializer<>(new FromPlace()))
        .addKeySerializer(Origin.class, new OriginWriter())
        .addKeyDeserializer(Origin.class, new OriginReader());
  }

  private static String portable(Path here, Path file) {
    Path whole = here.resolve(file).normalize();
    return whole.startsWith(here)
        ? here.relativize(whole).toString().replace('\\', '/')
        : whole.toString();
  }

  /** Says of a family that each of its members is told by a name. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kinded {}

  /** Names what sequences have done as the files that were first written do. */
  private interface EarlierObserved {
    @JsonProperty("memberships")
    SortedMap<String, ObservedSequence> sequences();
  }

  /** Lets only those components be null, or be missing, that the model declares so. */
  private static final class NullsRefused extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
      return annotated instanceof AnnotatedParameter parameter
              && parameter.getOwner().getMember() instanceof Executable constructor
              && parameter.getRawType() != Optional.class
              && !constructor.getAnnotatedParameterTypes()[parameter.getIndex()]
                  .isAnnotationPresent(Nullable.class)
          ? JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL)
          : super.findSetterInfo(annotated);
    }
  }

  /** A range without the line itself, for the file it is from is not needed any more. */
  record Place(String file, int line, int column, int endLine, int endColumn) {}

  private static final class ToPlace extends StdConverter<SourceRange, Place> {
    private final Path here;

    ToPlace(Path here) {
      this.here = here;
    }

    @Override
    public Place convert(SourceRange range) {
      return new Place(
          portable(here, Path.of(range.file())),
          range.line(),
          range.column(),
          range.endLine(),
          range.endColumn());
    }
  }

  private static final class FromPlace extends StdConverter<Place, SourceRange> {
    @Override
    public SourceRange convert(Place place) {
      return new SourceRange(
          place.file(), place.line(), place.column(), place.endLine(), place.endColumn(), "");
    }
  }

  private static final class PathWriter extends StdSerializer<Path> {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Path here;

    PathWriter(Path here) {
      super(Path.class);
      this.here = here;
    }

    @Override
    public void serialize(Path file, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(portable(here, file));
    }
  }

  private static final class PathReader extends StdDeserializer<Path> {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Path here;

    PathReader(Path here) {
      super(Path.class);
      this.here = here;
    }

    @Override
    public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return here.resolve(parser.getText());
    }
  }

  private static final class OriginWriter extends StdSerializer<Origin> {
    @Serial private static final long serialVersionUID = 1L;

    OriginWriter() {
      super(Origin.class);
    }

    @Override
    public void serialize(Origin origin, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeFieldName(origin.field() + "/" + origin.name());
    }
  }

  private static final class OriginReader extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      int slash = key.indexOf('/');
      try {
        return new Origin(
            Origin.Field.valueOf(key.substring(0, Math.max(0, slash))), key.substring(slash + 1));
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(context, "unknown origin", e);
      }
    }
  }
}
