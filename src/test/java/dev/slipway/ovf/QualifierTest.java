package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualifierTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'' ; ''",
        "MinLen(1) ; MinLen(1)",
        "MinLen(1),MaxLen(25) ; MinLen(1)|MaxLen(25)",
        "MinValue(1) MaxValue(9) ; MinValue(1)|MaxValue(9)",
        "MinLen(1) , MaxLen (2) ; MinLen(1)|MaxLen(2)",
        "ValueMap{\"a\", \"b c\"}, MinLen(1) ; ValueMap{\"a\", \"b c\"}|MinLen(1)",
        "ValueMap {\"}\", \"(\"} Ip ; ValueMap{\"}\", \"(\"}|Ip",
        "ValueMap{\"a\\\"}\", \"b\"} Ip ; ValueMap{\"a\\\"}\", \"b\"}|Ip",
        "Ip(\"VM Network\") ; Ip(\"VM Network\")",
        "MinLen(1 ; MinLen(1",
      })
  void splitsOutsideOfQuotesAndBrackets(String list, String parts) {
    assertThat(String.join("|", Qualifier.split(list))).isEqualTo(parts);
  }

  @Test
  void parsesNameArgumentAndValues() {
    assertThat(Qualifier.parse("Ip")).isEqualTo(new Qualifier("Ip", ""));
    assertThat(Qualifier.parse("MinLen( 8 )").number()).hasValue(8);
    assertThat(Qualifier.parse("MinLen(x)").number()).isEmpty();
    assertThat(Qualifier.parse("MinLen(").argument()).isEmpty();
    assertThat(Qualifier.parse("MaxLen(25").number()).isEmpty();
    assertThat(Qualifier.parse("ValueMap{\"a\",\"b, c\",\"d\\\"\\\\\"}").values())
        .isEqualTo(List.of("a", "b, c", "d\"\\"));
  }

  @Test
  void takesLongListsOfValues() {
    String list = "ValueMap{" + "\"value\",".repeat(100_000) + "\"last\"}";
    assertThat(Qualifier.split(list)).hasSize(1);
    assertThat(Qualifier.parse(list).values()).hasSize(100_001).endsWith("last");
    String longValue = "ValueMap{\"" + "x".repeat(1_000_000) + "\"}";
    assertThat(Qualifier.parse(longValue).values()).hasSize(1);
  }
}
