package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.List;
import java.util.Random;

/**
 * Makes values that mostly fit a schema, of few different ones, so that many writes meet in the
 * same places; the same seed, the same.
 */
final class RandomValue {
  private static final List<String> TEXTS = List.of("a", "b", "c", "ab", "", "ccccc");
  private static final List<String> TIMES = List.of("2026-01-01T00:00:00Z", "soon");
  private static final List<String> MAILS = List.of("a@b.c", "nobody");
  private static final List<String> KEYS = List.of("x", "y", "z");

  private final Random random;
  private int mistakes;

  RandomValue(Random random) {
    this.random = random;
  }

  /**
   * @param mistakes how many places may not fit
   */
  JsonNode of(JsonNode schema, int mistakes) {
    this.mistakes = mistakes;
    return value(schema);
  }

  private boolean mistake(int oneIn) {
    if (mistakes > 0 && random.nextInt(oneIn) == 0) {
      mistakes--;
      return true;
    }
    return false;
  }

  private JsonNode value(JsonNode schema) {
    if (mistake(25)) {
      return random.nextInt(3) > 0 ? NullNode.instance : anything(0);
    }
    if (schema.path("nullable").asBoolean() && random.nextInt(5) == 0) {
      return NullNode.instance;
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return random.nextBoolean() ? text(TEXTS) : number();
    }
    return switch (schema.path("type").asText("")) {
      case "string" -> string(schema);
      case "integer" -> number();
      case "number" -> JsonNodeFactory.instance.numberNode(random.nextInt(8) * 0.25);
      case "boolean" -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case "array" -> list(schema);
      case "object" -> object(schema);
      default -> anything(0);
    };
  }

  private JsonNode string(JsonNode schema) {
    if (schema.has("enum") && random.nextInt(10) > 0) {
      return text(List.of("a", "b", "c"));
    }
    return switch (schema.path("format").asText("")) {
      case "date-time" -> text(random.nextInt(10) > 0 ? TIMES.subList(0, 1) : TIMES);
      case "email" -> text(random.nextInt(10) > 0 ? MAILS.subList(0, 1) : MAILS);
      default -> text(random.nextInt(8) > 0 ? TEXTS.subList(0, 3) : TEXTS);
    };
  }

  private JsonNode text(List<String> texts) {
    return JsonNodeFactory.instance.textNode(texts.get(random.nextInt(texts.size())));
  }

  private JsonNode number() {
    return JsonNodeFactory.instance.numberNode(
        random.nextInt(10) == 0 ? random.nextInt(20) - 3 : 2 * random.nextInt(5));
  }

  private JsonNode list(JsonNode schema) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    boolean distinct =
        List.of("set", "map").contains(schema.path("x-kubernetes-list-type").asText());
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      JsonNode item = value(schema.path("items"));
      if (!distinct || !has(schema, list, item) || mistake(4)) {
        list.add(item);
      }
    }
    return list;
  }

  private static boolean has(JsonNode schema, ArrayNode list, JsonNode item) {
    for (JsonNode other : list) {
      boolean same = item.equals(other);
      if (schema.path("x-kubernetes-list-type").asText().equals("map")) {
        same =
            item.path("k").equals(other.path("k"))
                && item.path("l").asText("x").equals(other.path("l").asText("x"));
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private JsonNode object(JsonNode schema) {
    ObjectNode object = Json.object();
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              boolean required = schema.path("required").toString().contains(property.getKey());
              if (required ? !mistake(25) : random.nextInt(5) < 2) {
                object.set(property.getKey(), value(property.getValue()));
              }
            });
    if (schema.path("additionalProperties").isObject()) {
      for (String key : KEYS) {
        if (random.nextInt(5) < 2) {
          object.set(key, value(schema.path("additionalProperties")));
        }
      }
    }
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      for (String key : KEYS) {
        if (random.nextInt(3) == 0) {
          object.set(key, anything(0));
        }
      }
    } else if (mistake(20)) {
      object.set("unknown", anything(1));
    }
    return object;
  }

  private JsonNode anything(int depth) {
    return switch (random.nextInt(depth > 2 ? 4 : 7)) {
      case 0, 1 -> text(TEXTS);
      case 2 -> number();
      case 3 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
      case 4 -> {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(anything(depth + 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = Json.object();
        KEYS.forEach(
            key -> {
              if (random.nextInt(3) == 0) {
                object.set(key, anything(depth + 1));
              }
            });
        yield object;
      }
    };
  }
}
