package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "7, byte, 7",
    "30, byte * 2^20, 31457280",
    "2, byte*2^30, 2147483648",
    "3, byte * 1000, 3000",
    "3, byte * 10^3 * 2, 6000",
    "' 3 ', ' byte * 2 ', 6",
    "5, byte * 7^0, 5",
    "0, byte * 2^40, 0",
  })
  void multiplies(String quantity, String units, long bytes) {
    assertThat(AllocationUnits.bytes(quantity, units)).hasValue(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "x, byte",
    "'', byte",
    "-1, byte",
    "1.5, byte * 2^30",
    "1, bit",
    "1, byte * two",
    "1, byte ^ 2",
    "1, byte * 2^64",
    "9223372036854775807, byte * 2",
    "99999999999999999999, byte",
  })
  void saysWhatIsNoSize(String quantity, String units) {
    assertThat(AllocationUnits.bytes(quantity, units)).isEmpty();
  }
}
