package dev.slipway.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.SourceRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentTest {
  private final Diagnostics diagnostics = new Diagnostics();

  @ParameterizedTest
  @CsvSource({"no", "0123", "1.10", "1_000", "0x1F", "12:30:45", "2026-11-21", "'~x'", "1e3"})
  void textArrivesAsItWasWritten(String written) {
    YamlNode.Mapping mapping = mapping("key: " + written + "\n");

    assertThat(mapping.get("key"))
        .isInstanceOfSatisfying(
            YamlNode.Scalar.class, scalar -> assertThat(scalar.text()).isEqualTo(written));
  }

  @Test
  void rangesCountFromOneAndCarryTheLine() {
    YamlNode.Mapping mapping = mapping("# first\nouter:\n  inner: some text  # why\n\n# last\n");

    YamlNode outer = Objects.requireNonNull(mapping.get("outer"));
    YamlNode inner = Objects.requireNonNull(((YamlNode.Mapping) outer).get("inner"));

    assertThat(inner.range())
        .isEqualTo(new SourceRange("f.yaml", 3, 10, 3, 19, "  inner: some text  # why"));
    assertThat(outer.range())
        .isEqualTo(new SourceRange("f.yaml", 3, 3, 3, 19, "  inner: some text  # why"));
  }

  @ParameterizedTest
  @CsvSource({"''", "~", "null"})
  void nothingIsNotText(String written) {
    assertThat(mapping("key: " + written + "\n").get("key")).isInstanceOf(YamlNode.Absent.class);
  }

  @Test
  void quotedNullIsText() {
    assertThat(mapping("key: 'null'\n").get("key")).isInstanceOf(YamlNode.Scalar.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yaml/syntax | a: b: c           | 1 | 5",
        "yaml/syntax | a: [1, 2          | 2 | 1",
        "yaml/syntax | a: 1\\n b: 2      | 2 | 3",
        "yaml/syntax | a: @b             | 1 | 4",
        "yaml/syntax | a: *missing       | 1 | 4",
        "yaml/syntax | a: 1\\n---\\nb: 2 | 2 | 1",
        "yaml/duplicate-key | a: 1\\na: 2 | 2 | 1",
        "yaml/key    | [a]: 1            | 1 | 1",
        "yaml/tag    | a: !vault x       | 1 | 4",
        "yaml/merge  | <<: {a: 1}        | 1 | 1",
        "yaml/recursion | a: &x [*x]     | 1 | 4",
        "yaml/empty  | #                 | 1 | 1",
      })
  void problemsHavePositions(String code, String text, int line, int column) {
    YamlDocument.parse("f.yaml", text.replace("\\n", "\n") + "\n", diagnostics);

    assertThat(diagnostics.all())
        .singleElement()
        .satisfies(diagnostic -> {
          assertThat(diagnostic.code()).isEqualTo(code);
          SourceRange range = Objects.requireNonNull(diagnostic.range());
          assertThat(range.line() + ":" + range.column()).isEqualTo(line + ":" + column);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password: hunter2: x        | false",
        "{rootPassword: hunter2      | false",
        "\"password\": 'hunter2' x   | false",
        "password: ${env:P} : x      | true",
        "root-password: [{env: P} x  | true",
      })
  void linesWithPasswordsAreNotShown(String text, boolean shown) {
    YamlDocument.parse("f.yaml", text + "\n  - [", diagnostics);

    assertThat(diagnostics.hasErrors()).isTrue();
    assertThat(diagnostics.all().toString()).doesNotContain("hunter2");
    assertThat(new SourceText("f.yaml", text).at(0).text()).isEqualTo(shown ? text : "");
  }

  @Test
  void controlCharactersAreRefusedWhereTheyStand() {
    YamlDocument.parse("f.yaml", "a: 1\nb: \u0007\n", diagnostics);

    assertThat(diagnostics.all())
        .singleElement()
        .satisfies(diagnostic ->
            assertThat(Objects.requireNonNull(diagnostic.range()).location())
                .isEqualTo("f.yaml:2:4"));
  }

  @Test
  void nestedAliasesDoNotGrow() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int level = 1; level < 20; level++) {
      text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
    }

    assertThat(mapping(text.toString()).entries()).hasSize(20);
  }

  @Test
  void tooManyAliasesAreRefused() {
    YamlDocument.parse("f.yaml", "a: &a [x]\nb: [" + "*a, ".repeat(100) + "]\n", diagnostics);

    assertThat(diagnostics.all()).extracting(Diagnostic::code).containsExactly("yaml/syntax");
  }

  @Test
  void filesThatAreMissingOrNotTextAreReported(@TempDir Path folder) throws IOException {
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xFF, 0x00});

    assertThat(YamlDocument.read(folder.resolve("missing.yaml"), diagnostics)).isNull();
    assertThat(YamlDocument.read(binary, diagnostics)).isNull();
    assertThat(YamlDocument.read(folder, diagnostics)).isNull();

    assertThat(diagnostics.all())
        .extracting(Diagnostic::code)
        .containsExactly("file/missing", "yaml/encoding", "file/unreadable");
  }

  private YamlNode.Mapping mapping(String text) {
    YamlNode node = YamlDocument.parse("f.yaml", text, diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    return (YamlNode.Mapping) Objects.requireNonNull(node);
  }
}
