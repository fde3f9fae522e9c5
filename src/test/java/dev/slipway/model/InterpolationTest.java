package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Interpolation.Literal;
import dev.slipway.model.Interpolation.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {
  @Test
  void takesATextApart() {
    assertThat(Interpolation.parse("a ${env:B}-${settings.podType}${network.domain?}").parts())
        .containsExactly(
            new Literal("a "),
            new Reference("env", "B", false),
            new Literal("-"),
            new Reference("", "settings.podType", false),
            new Reference("", "network.domain", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$${a}      | ${a}",
        "$$${a}     | $<a>",
        "$$$${a}    | $${a}",
        "$ and $$   | $ and $$",
        "cost: 5$   | cost: 5$",
        "^x$|^x$",
        "${a        | <a>",
      })
  void dollarSignsMeanThemselvesUnlessABraceFollows(String text, String expected) {
    assertThat(Interpolation.parse(text).resolve(reference -> "<" + reference.name() + ">"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "$", "${x}", "$${x}", "$$${x}", "a$$$$$b{", "$$$$${x}$"})
  void literalsSurviveBeingWrittenDown(String text) {
    Interpolation literal = Interpolation.literal(text);

    assertThat(Interpolation.parse(literal.source())).isEqualTo(literal);
  }

  @Test
  void aDollarSignBeforeASecretStaysOne() {
    Value value =
        Interpolation.parse("${var:price}${secret:x}")
            .substitute(reference ->
                reference.scope().equals("var")
                    ? Value.plain("5$")
                    : new Value.Confidential(reference.source()));

    assertThat(value).isEqualTo(new Value.Confidential("5$$${secret:x}"));
    assertThat(Interpolation.parse("5$$${secret:x}").parts())
        .isEqualTo(List.of(new Literal("5$"), new Reference("secret", "x", false)));
  }

  @Test
  void valuesAreNotExpandedAgain() {
    assertThat(Interpolation.parse("${var:a}").substitute(reference -> Value.plain("${var:b}")))
        .isEqualTo(Value.plain("${var:b}"));
  }
}
