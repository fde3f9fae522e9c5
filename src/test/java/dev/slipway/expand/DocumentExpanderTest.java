package dev.slipway.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.appliance.ApplianceDefinition.Document;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Escape;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Secret;
import dev.slipway.model.Value;
import dev.slipway.template.VelocityTemplates;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents that become OVF properties. */
class DocumentExpanderTest {
  private static final DocumentTemplates TEMPLATES =
      (document, values) -> {
        Map<String, Secret> texts = new TreeMap<>();
        values.forEach((name, text) -> texts.put(name, new Secret(text)));
        return Optional.of(
            new VelocityTemplates()
                .renderText(document.file(), document.template(), texts, document.escape())
                .reveal());
      };

  @Test
  void valuesAreEscaped() {
    assertThat(
            expand("{\n  \"a\": \"$node.name\"\n}\n", 100, Map.of("node.name", plain("x\"\\\ny"))))
        .isEqualTo(Map.of("json", plain("{ \"a\": \"x\\\"\\\\\\ny\" }")));
  }

  @Test
  void secretsStayReferencesUntilTheyAreWrittenInTheDocument() {
    Map<String, Value> properties =
        expand(
            "{\"a\": \"$settings.password\", \"b\": \"\\$HOME\"}",
            100_000,
            Map.of("settings.password", new Value.Confidential("x\"${secret:pw}")));

    Value value = Objects.requireNonNull(properties.get("json"));
    assertThat(value).isInstanceOf(Value.Confidential.class);
    String template = ((Value.Confidential) value).template();
    assertThat(template).contains("${json-secret:pw}");
    assertThat(Interpolation.parse(template).resolve(reference -> reference.escape().apply("q\"q")))
        .startsWith("{\"a\": \"x\\\"q\\\"q\", \"b\":");
  }

  @Test
  void longDocumentsGoIntoSeveralProperties() {
    Map<String, Value> properties = expand("$a", 10, Map.of("a", plain("0123456789".repeat(3))));

    assertThat(properties.keySet()).containsExactly("json-0", "json-1", "json-2");
    assertThat(properties.values()).allMatch(plain("0123456789")::equals);
    assertThat(expand("$a", 30, Map.of("a", plain("0123456789".repeat(3)))).keySet())
        .containsExactly("json");
  }

  @Test
  void aSecretIsNeverCut() {
    Map<String, Value> bindings = new TreeMap<>();
    String template =
        IntStream.range(0, 20)
            .mapToObj(number -> {
              bindings.put("s.a" + number, new Value.Confidential("${secret:s" + number + "}"));
              return "\"$s.a" + number + "\"";
            })
            .collect(Collectors.joining(",", "[", "]"));

    Map<String, Value> properties = expand(template, 65_535, bindings);

    assertThat(properties.keySet()).containsExactly("json-0", "json-1", "json-2");
    assertThat(
            properties.values().stream()
                .map(value -> ((Value.Confidential) value).template())
                .map(Interpolation::parse)
                .map(part -> part.resolve(reference -> "x"))
                .collect(Collectors.joining()))
        .isEqualTo(
            IntStream.range(0, 20)
                .mapToObj(number -> "\"x\"")
                .collect(Collectors.joining(",", "[", "]")));
  }

  private static Value plain(String text) {
    return Value.plain(text);
  }

  private static Map<String, Value> expand(
      String template, int longest, Map<String, Value> bindings) {
    return new DocumentExpander(TEMPLATES)
        .expand(
            new Document(
                "json",
                "settings.json.vm",
                template,
                Escape.JSON,
                longest,
                SourceRange.startOf("appliance.yaml")),
            bindings);
  }
}
