package dev.slipway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Secret;
import org.junit.jupiter.api.Test;

class RedactionTest {
  @Test
  void aSecretIsFoundAsItIsAndAsJsonSpellsIt() {
    Redaction redaction = new Redaction();
    redaction.accept(new Secret("pa\"ss\\word\n1"));

    assertThat(redaction.clean("said pa\"ss\\word\n1.")).isEqualTo("said (sensitive).");
    assertThat(redaction.clean("{\"note\":\"pa\\\"ss\\\\word\\n1\"}"))
        .isEqualTo("{\"note\":\"(sensitive)\"}");
  }
}
