package dev.slipway.vsphere;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The XML Schema types that the vSphere API uses, and the Java types that stand for them. */
final class XsdTypes {
  private static final Map<String, Class<?>> BY_NAME =
      Map.ofEntries(
          Map.entry("boolean", Boolean.class),
          Map.entry("byte", Byte.class),
          Map.entry("short", Short.class),
          Map.entry("int", Integer.class),
          Map.entry("long", Long.class),
          Map.entry("float", Float.class),
          Map.entry("double", Double.class),
          Map.entry("dateTime", Calendar.class),
          Map.entry("base64Binary", byte[].class),
          Map.entry("anyType", Object.class));

  private XsdTypes() {}

  /** The type for a name of XML Schema; text for names that the API does not use. */
  static Class<?> named(String name) {
    return BY_NAME.getOrDefault(name, String.class);
  }

  /** The name of XML Schema for a value; null for what is not simple. */
  static @Nullable String nameOf(Object value) {
    return switch (value) {
      case String text -> "string";
      case Boolean bool -> "boolean";
      case Byte number -> "byte";
      case Short number -> "short";
      case Integer number -> "int";
      case Long number -> "long";
      case Float number -> "float";
      case Double number -> "double";
      case Calendar time -> "dateTime";
      case byte[] bytes -> "base64Binary";
      default -> null;
    };
  }

  static boolean isSimple(Class<?> type) {
    return type.isPrimitive()
        || type == String.class
        || type == byte[].class
        || Calendar.class.isAssignableFrom(type)
        || (BY_NAME.containsValue(type) && type != Object.class);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} when the text is none
   */
  static Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    String word = text.strip();
    if (type == boolean.class || type == Boolean.class) {
      return word.equals("true") || word.equals("1");
    } else if (type == int.class || type == Integer.class) {
      return Integer.valueOf(word);
    } else if (type == long.class || type == Long.class) {
      return Long.valueOf(word);
    } else if (type == short.class || type == Short.class) {
      return Short.valueOf(word);
    } else if (type == byte.class || type == Byte.class) {
      return Byte.valueOf(word);
    } else if (type == double.class || type == Double.class) {
      return new BigDecimal(word).doubleValue();
    } else if (type == float.class || type == Float.class) {
      return new BigDecimal(word).floatValue();
    } else if (type == byte[].class) {
      return Base64.getMimeDecoder().decode(word);
    } else if (type == Calendar.class) {
      return time(word);
    }
    throw new IllegalArgumentException("not a simple type: " + type.getSimpleName());
  }

  /** The text that stands for a value of a simple type. */
  static String print(Object value) {
    return switch (value) {
      case Calendar time ->
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              time.toInstant().atZone(time.getTimeZone().toZoneId()));
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      default -> value.toString();
    };
  }

  private static Calendar time(String word) {
    TemporalAccessor parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(word, OffsetDateTime::from, LocalDateTime::from);
    OffsetDateTime time =
        parsed instanceof LocalDateTime local
            ? local.atOffset(ZoneOffset.UTC)
            : OffsetDateTime.from(parsed);
    return GregorianCalendar.from(time.toZonedDateTime());
  }
}
