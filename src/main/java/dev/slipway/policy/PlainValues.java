package dev.slipway.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns JSON into the objects that CEL computes with. */
final class PlainValues {
  private PlainValues() {}

  static Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
        yield fields;
      }
      case ARRAY -> node.valueStream().map(PlainValues::of).toList();
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
      case NULL -> NullValue.NULL_VALUE;
      case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not of a JSON document");
    };
  }
}
