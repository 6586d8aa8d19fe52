package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.typed.Messages.Field;
import io.lonejupiter.apiserver.typed.Messages.Shape;
import java.util.Map;

/** Fields that show whether they were given or not. Pure. */
final class Absent {
  private Absent() {}

  static void fill(Map<Integer, Field> fields, ObjectNode object) {
    for (Field field : fields.values()) {
      if (field.shape() == Shape.ALWAYS && !object.has(field.name())) {
        object.set(field.name(), zero(field.type()));
      }
    }
  }

  private static JsonNode zero(String type) {
    if (Messages.isText(type)) {
      return TextNode.valueOf("");
    }
    return switch (type) {
      case "Time", "MicroTime" -> NullNode.instance;
      case "bool" -> BooleanNode.FALSE;
      case "int32" -> IntNode.valueOf(0);
      default -> Json.object();
    };
  }
}
