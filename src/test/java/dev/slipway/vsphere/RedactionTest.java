package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionTest {
  private final Redaction redaction =
      Redaction.of(List.of(new Secret("hunter2"), new Secret("hunter22"), new Secret("no")));

  @Test
  void takesOutWholeValues() {
    assertThat(redaction.apply("not hunter22, nor hunter2"))
        .isEqualTo("not (sensitive), nor (sensitive)");
  }

  @Test
  void takesValuesOutOfExceptionsWithTheirCauses() {
    PortException told = exception("bad value hunter2", new IllegalStateException("hunter2"));

    PortException redacted = redaction.apply(told);

    assertThat(redacted).hasMessageNotContaining("hunter2").hasNoCause();
    assertThat(redacted.code()).isEqualTo("vcenter/import-refused");
    assertThat(redacted.toDiagnostic().detail()).isEqualTo("bad value (sensitive)");
  }

  @Test
  void leavesOtherExceptionsAsTheyAre() {
    PortException told = exception("bad", new IllegalStateException("worse"));

    assertThat(redaction.apply(told)).isSameAs(told);
  }

  private static PortException exception(String detail, Throwable cause) {
    return new PortException(Category.USER, "vcenter/import-refused", "refused", detail, "", cause);
  }
}
