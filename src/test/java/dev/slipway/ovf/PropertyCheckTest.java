package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "boolean | | true",
        "boolean | | False",
        "uint8   | | 0",
        "uint8   | | 255",
        "uint16  | | 65535",
        "uint32  | | 4294967295",
        "uint64  | | 18446744073709551615",
        "sint8   | | -128",
        "sint16  | | 32767",
        "sint32  | | -2147483648",
        "sint64  | | 9223372036854775807",
        "int     | | 42",
        "real32  | | 3.4e38",
        "real64  | | -1.5",
        "string  | | anything at all",
        "string  | | ''",
        "String  | MinLen(2),MaxLen(4) | abc",
        "string  | MaxLen(2) | 😀😀",
        "string  | ValueMap{\"a\",\"b\"} | b",
        "string  | Ip | 10.0.0.1",
        "string  | Ip | ''",
        "ip      | | fe80::1",
        "ip:VM Network | | 192.168.255.0",
        "int     | MinValue(1) MaxValue(10) | 10",
        "string  | Unknown(3) | x",
        "string  | MinLen(x) | x",
        "expression | | ${autoIp:VM Network}",
      })
  void accepts(String type, String qualifiers, String value) {
    assertThat(PropertyCheck.problem(property(type, qualifiers), value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "boolean | | yes   | must be true or false",
        "boolean | | 1     | must be true or false",
        "boolean | | ''    | must be true or false",
        "uint8   | | 256   | must be a whole number from 0 to 255",
        "uint8   | | -1    | must be a whole number from 0 to 255",
        "uint16  | | ''    | must be a whole number from 0 to 65535",
        "uint16  | | 0x10  | must be a whole number from 0 to 65535",
        "uint32  | | 4294967296 | must be a whole number from 0 to 4294967295",
        "uint64  | | 18446744073709551616 | must be a whole number from 0 to 18446744073709551615",
        "sint8   | | 128   | must be a whole number from -128 to 127",
        "sint64  | | 1.0   | must be a whole number from -9223372036854775808 to 9223372036854775807",
        "real32  | | 3.5e38 | must be a number",
        "real64  | | NaN   | must be a number",
        "real64  | | 1e999 | must be a number",
        "string  | MinLen(8) | short | must have at least 8 characters",
        "string  | MaxLen(2) | abc   | must have at most 2 characters",
        "string  | ValueMap{\"a\",\"b\"} | c | must be one of a, b",
        "int     | MinValue(1) MaxValue(10) | 0  | must be at least 1",
        "int     | MinValue(1) MaxValue(10) | 11 | must be at most 10",
        "string  | Ip | 10.0.0.256 | must be an IP address",
        "ip      | | 10.0.0   | must be an IP address",
        "ip      | | 10.0.0.1. | must be an IP address",
        "ip      | | host     | must be an IP address",
      })
  void refuses(String type, String qualifiers, String value, String requirement) {
    assertThat(PropertyCheck.problem(property(type, qualifiers), value)).contains(requirement);
  }

  @Test
  void boundsOnlyWhatIsANumber() {
    OvfProperty property = property("string", "MinValue(1)");
    assertThat(PropertyCheck.problem(property, "word")).isEmpty();
  }

  private static OvfProperty property(String type, String qualifiers) {
    List<String> split = qualifiers == null ? List.of() : Qualifier.split(qualifiers);
    return new OvfProperty("key", type, split, null, true, false, "", "");
  }
}
