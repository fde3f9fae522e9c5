package dev.slipway.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MappingReaderTest {
  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void readsEveryType() {
    MappingReader reader =
        reader(
            """
            text: 0123
            number: 7
            truth: yes
            word: b
            nested: {deep: x}
            list: [1.10, no]
            single: one
            items: [{k: v}, {k: w}]
            free: {A B: c}
            """);

    assertThat(value(reader.requireString("text"))).isEqualTo("0123");
    assertThat(value(reader.integer("number", 1, 9))).isEqualTo(7);
    assertThat(value(reader.bool("truth"))).isTrue();
    assertThat(value(reader.choice("word", Map.of("a", 1, "b", 2)))).isEqualTo(2);
    MappingReader nested = Objects.requireNonNull(reader.requireMapping("nested"));
    assertThat(value(nested.string("deep"))).isEqualTo("x");
    assertThat(reader.strings("list")).extracting(Located::value).containsExactly("1.10", "no");
    assertThat(reader.strings("single")).extracting(Located::value).containsExactly("one");
    assertThat(reader.mappings("items"))
        .extracting(item -> value(item.string("k")))
        .containsExactly("v", "w");
    assertThat(reader.stringMap("free").get("A B")).extracting(Located::value).isEqualTo("c");
    assertThat(reader.string("absent")).isNull();
    assertThat(reader.mapping("absent")).isNull();
    reader.rejectUnknownKeys();
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void collectsEveryProblemAtItsPlace() {
    MappingReader reader =
        reader(
            """
            text: [a]
            number: 70
            truth: maybe
            word: aa
            list:
              - [x]
            nested: y
            empty:
            unknwon: z
            """);

    reader.requireString("text");
    reader.integer("number", 1, 9);
    reader.bool("truth");
    reader.choice("word", Map.of("a", 1, "b", 2));
    reader.strings("list");
    reader.mapping("nested");
    reader.string("empty");
    reader.requireString("required");
    reader.string("unknown");
    reader.rejectUnknownKeys();

    assertThat(diagnostics.all())
        .extracting(MappingReaderTest::line)
        .containsExactly(
            "1:1 t/wrong-type \"text\" must be text",
            "2:9 t/wrong-type \"number\" must be a number from 1 to 9",
            "3:8 t/wrong-type \"truth\" must be true or false",
            "4:7 t/unknown-word \"aa\" is not a value of \"word\"",
            "6:5 t/wrong-type \"list\" must be a list of texts",
            "7:9 t/wrong-type \"nested\" must be a mapping",
            "8:1 t/no-value \"empty\" has no value",
            "1:1 t/missing-key \"required\" is missing",
            "9:1 t/unknown-key unknown key \"unknwon\"");
    assertThat(diagnostics.all().getLast().advice()).isEqualTo("Did you mean \"unknown\"?");
  }

  @Test
  void missingKeysArePointedOutAtTheKeyOfTheirMapping() {
    MappingReader nested =
        Objects.requireNonNull(reader("a: 1\nplacement:\n  b: 2\n").mapping("placement"));

    nested.requireString("cluster");

    assertThat(diagnostics.all())
        .extracting(MappingReaderTest::line)
        .containsExactly("2:1 t/missing-key \"cluster\" is missing");
  }

  private MappingReader reader(String text) {
    YamlNode node = Objects.requireNonNull(YamlDocument.parse("f.yaml", text, diagnostics));
    MappingReader.Style style = MappingReader.Style.verbatim("t", diagnostics);
    return Objects.requireNonNull(MappingReader.of(node, style));
  }

  private static <T> T value(@Nullable Located<T> located) {
    return Objects.requireNonNull(located).value();
  }

  private static String line(Diagnostic diagnostic) {
    return Objects.requireNonNull(diagnostic.range()).line()
        + ":"
        + diagnostic.range().column()
        + " "
        + diagnostic.code()
        + " "
        + diagnostic.summary();
  }
}
