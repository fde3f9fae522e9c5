package dev.slipway.planfile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;

/** The parts that JSON Schemas are made of. */
final class JsonSchemas {
  private JsonSchemas() {}

  /** An object of these members and no others. */
  static ObjectNode strict(Object... namesAndSchemas) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("type", "object").put("additionalProperties", false);
    object.putArray("required");
    object.putObject("properties");
    for (int index = 0; index < namesAndSchemas.length; index += 2) {
      require(object, (String) namesAndSchemas[index], (ObjectNode) namesAndSchemas[index + 1]);
    }
    return object;
  }

  static ObjectNode require(ObjectNode object, String name, ObjectNode schema) {
    object.withArray("required").add(name);
    return allow(object, name, schema);
  }

  static ObjectNode allow(ObjectNode object, String name, ObjectNode schema) {
    object.withObject("/properties").set(name, schema);
    return object;
  }

  static ObjectNode text() {
    return JsonNodeFactory.instance.objectNode().put("type", "string");
  }

  static ObjectNode number() {
    return JsonNodeFactory.instance.objectNode().put("type", "integer");
  }

  static ObjectNode truth() {
    return JsonNodeFactory.instance.objectNode().put("type", "boolean");
  }

  static ObjectNode list(ObjectNode items) {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
    list.set("items", items);
    return list;
  }

  static ObjectNode constant(Object value) {
    ObjectNode constant = JsonNodeFactory.instance.objectNode();
    constant.putPOJO("const", value);
    return constant;
  }

  static ObjectNode oneOfWords(Stream<String> words) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    ArrayNode list = choice.putArray("enum");
    words.forEach(list::add);
    return choice;
  }

  static ObjectNode oneOf(ObjectNode... schemas) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    ArrayNode list = choice.putArray("oneOf");
    Stream.of(schemas).forEach(list::add);
    return choice;
  }

  static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode().put("type", "null");
  }

  static ObjectNode reference(String definition) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + definition);
  }
}
