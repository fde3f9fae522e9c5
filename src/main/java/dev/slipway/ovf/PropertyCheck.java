package dev.slipway.ovf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says why a text cannot be the value of a property, by its type and qualifiers (DSP0243, property
 * elements), before a vCenter would. No message repeats the value, which may be a secret.
 */
public final class PropertyCheck {
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,30}");
  private static final Pattern REAL =
      Pattern.compile("[+-]?\\d{1,400}(\\.\\d{1,400})?([eE][+-]?\\d{1,4})?");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}");

  /** Those of DSP0243, and those that vSphere has besides. */
  static final List<String> TYPES =
      List.of(
          "boolean",
          "string",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "sint8",
          "sint16",
          "sint32",
          "sint64",
          "real32",
          "real64",
          "int",
          "real",
          "ip",
          "password",
          "expression");

  private PropertyCheck() {}

  /**
   * Checks a value.
   *
   * @return what it must be instead, as the end of a sentence that begins with the property; empty
   *     when it is acceptable, or of a type that is not known here
   */
  public static Optional<String> problem(OvfProperty property, String value) {
    return Stream.concat(
            Stream.of(typeProblem(property.type().toLowerCase(Locale.ROOT), value)),
            property.qualifiers().stream()
                .map(Qualifier::parse)
                .map(qualifier -> qualifierProblem(qualifier, value)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> typeProblem(String type, String value) {
    return switch (type) {
      case "boolean" ->
          unless(
              value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"),
              "must be true or false");
      case "uint8" -> unsigned(8, value);
      case "uint16" -> unsigned(16, value);
      case "uint32" -> unsigned(32, value);
      case "uint64" -> unsigned(64, value);
      case "sint8" -> signed(8, value);
      case "sint16" -> signed(16, value);
      case "sint32", "int" -> signed(32, value);
      case "sint64" -> signed(64, value);
      case "real32" ->
          unless(isReal(value) && Float.isFinite(Float.parseFloat(value)), "must be a number");
      case "real64", "real" ->
          unless(isReal(value) && Double.isFinite(Double.parseDouble(value)), "must be a number");
      default -> type.equals("ip") || type.startsWith("ip:") ? address(value) : Optional.empty();
    };
  }

  private static Optional<String> qualifierProblem(Qualifier qualifier, String value) {
    OptionalLong bound = qualifier.number();
    return switch (qualifier.name()) {
      case "MinLen" ->
          unless(
              bound.isEmpty() || length(value) >= bound.getAsLong(),
              "must have at least " + qualifier.argument() + " characters");
      case "MaxLen" ->
          unless(
              bound.isEmpty() || length(value) <= bound.getAsLong(),
              "must have at most " + qualifier.argument() + " characters");
      case "MinValue" ->
          unless(
              bound.isEmpty() || !isReal(value) || compare(value, bound.getAsLong()) >= 0,
              "must be at least " + qualifier.argument());
      case "MaxValue" ->
          unless(
              bound.isEmpty() || !isReal(value) || compare(value, bound.getAsLong()) <= 0,
              "must be at most " + qualifier.argument());
      case "ValueMap" -> {
        List<String> allowed = qualifier.values();
        yield unless(
            allowed.isEmpty() || allowed.contains(value),
            "must be one of " + String.join(", ", allowed));
      }
      case "Ip" -> address(value);
      default -> Optional.empty();
    };
  }

  private static Optional<String> unsigned(int bits, String value) {
    return within(BigInteger.ZERO, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE), value);
  }

  private static Optional<String> signed(int bits, String value) {
    BigInteger end = BigInteger.TWO.pow(bits - 1);
    return within(end.negate(), end.subtract(BigInteger.ONE), value);
  }

  private static Optional<String> within(BigInteger minimum, BigInteger maximum, String value) {
    boolean acceptable =
        INTEGER.matcher(value).matches()
            && new BigInteger(value).compareTo(minimum) >= 0
            && new BigInteger(value).compareTo(maximum) <= 0;
    return unless(acceptable, "must be a whole number from " + minimum + " to " + maximum);
  }

  private static boolean isReal(String value) {
    return REAL.matcher(value).matches();
  }

  private static int compare(String value, long bound) {
    return new BigDecimal(value).compareTo(BigDecimal.valueOf(bound));
  }

  private static int length(String value) {
    return value.codePointCount(0, value.length());
  }

  /** Empty is acceptable too: appliances take it for "not set", as with DHCP. */
  private static Optional<String> address(String value) {
    return unless(
        value.isEmpty() || IPV4.matcher(value).matches() || IPV6.matcher(value).matches(),
        "must be an IP address");
  }

  private static Optional<String> unless(boolean acceptable, String requirement) {
    return acceptable ? Optional.empty() : Optional.of(requirement);
  }
}
