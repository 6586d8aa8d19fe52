package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.List;
import java.util.Random;

/** Makes definitions with structural schemas of all kinds of places; the same seed, the same. */
final class RandomSchema {
  static final String GROUP = "random.test";
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f");
  private static final int MAX_DEPTH = 3;

  private final Random random;

  RandomSchema(Random random) {
    this.random = random;
  }

  /** The definition of kind {@code Random<number>}. */
  ObjectNode definition(int number) {
    String plural = "random" + number + "s";
    ObjectNode crd = Json.object();
    crd.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
    crd.putObject("metadata").put("name", plural + "." + GROUP);
    ObjectNode spec = crd.putObject("spec").put("group", GROUP).put("scope", "Namespaced");
    spec.putObject("names")
        .put("plural", plural)
        .put("singular", "random" + number)
        .put("kind", "Random" + number)
        .put("listKind", "Random" + number + "List");
    ObjectNode version = spec.putArray("versions").addObject();
    version.put("name", "v1").put("served", true).put("storage", true);
    version.putObject("subresources").putObject("status");
    ObjectNode root = version.putObject("schema").putObject("openAPIV3Schema");
    ObjectNode properties = root.put("type", "object").putObject("properties");
    properties.set("spec", fields(0));
    properties.set("status", fields(1));
    return crd;
  }

  private ObjectNode fields(int depth) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String name : NAMES.subList(0, depth == 0 ? NAMES.size() : 1 + random.nextInt(4))) {
      properties.set(name, place(depth + 1));
    }
    if (random.nextInt(4) == 0) {
      schema.putArray("required").add("a");
    }
    if (random.nextInt(8) == 0) {
      schema.put("x-kubernetes-map-type", random.nextBoolean() ? "atomic" : "granular");
    }
    if (random.nextInt(8) == 0) {
      schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    if (depth > 0 && random.nextInt(8) == 0) {
      schema.put("nullable", true);
    }
    if (depth > 0 && random.nextInt(6) == 0 && !schema.has("required")) {
      schema.putObject("default");
    }
    if (random.nextInt(10) == 0) {
      ArrayNode any = schema.putArray(random.nextBoolean() ? "anyOf" : "oneOf");
      any.addObject().putArray("required").add("a");
      any.addObject().putArray("required").add("b");
      schema.remove("default");
    }
    return schema;
  }

  private ObjectNode place(int depth) {
    boolean deep = depth < MAX_DEPTH;
    return switch (random.nextInt(deep ? 14 : 7)) {
      case 0, 1 -> text();
      case 2 -> whole();
      case 3 -> random.nextBoolean() ? real() : flag();
      case 4 -> Json.object().put("x-kubernetes-int-or-string", true);
      case 5 -> scalarList();
      case 6 -> scalarMap();
      case 7, 8 -> fields(depth);
      case 9, 10 -> keyedList(depth);
      case 11 -> plainList(depth);
      case 12 -> objectMap(depth);
      default ->
          random.nextInt(3) == 0
              ? Json.object().put("x-kubernetes-preserve-unknown-fields", true)
              : Json.object()
                  .put("type", "object")
                  .put("x-kubernetes-preserve-unknown-fields", true);
    };
  }

  private ObjectNode text() {
    ObjectNode schema = Json.object().put("type", "string");
    switch (random.nextInt(7)) {
      case 0 -> schema.putArray("enum").add("a").add("b").add("c");
      case 1 -> schema.put("minLength", 1).put("maxLength", 3);
      case 2 -> schema.put("pattern", "^[a-c]*$");
      case 3 -> schema.put("format", random.nextBoolean() ? "date-time" : "email");
      default -> schema.put("maxLength", 20);
    }
    if (!schema.has("format") && random.nextInt(4) == 0) {
      schema.put("default", "a");
    }
    if (random.nextInt(6) == 0) {
      schema.put("nullable", true);
    }
    return schema;
  }

  private ObjectNode whole() {
    ObjectNode schema = Json.object().put("type", "integer");
    switch (random.nextInt(4)) {
      case 0 -> schema.put("minimum", 0).put("maximum", 10);
      case 1 -> schema.put("multipleOf", 2);
      case 2 -> schema.put("format", random.nextBoolean() ? "int32" : "int64");
      default -> schema.put("exclusiveMaximum", true).put("maximum", 12);
    }
    if (random.nextInt(4) == 0) {
      schema.put("default", 4);
    }
    return schema;
  }

  private ObjectNode real() {
    ObjectNode schema = Json.object().put("type", "number");
    if (random.nextBoolean()) {
      schema.put("minimum", 0.5).put("multipleOf", 0.5);
    }
    return schema;
  }

  private ObjectNode flag() {
    ObjectNode schema = Json.object().put("type", "boolean");
    if (random.nextInt(3) == 0) {
      schema.put("default", true);
    }
    return schema;
  }

  private ObjectNode scalarList() {
    ObjectNode schema = Json.object().put("type", "array");
    ObjectNode items = schema.putObject("items");
    if (random.nextBoolean()) {
      items.put("type", "string");
    } else {
      items.put("type", "integer");
    }
    switch (random.nextInt(4)) {
      case 0, 1 -> schema.put("x-kubernetes-list-type", "set");
      case 2 -> schema.put("x-kubernetes-list-type", "atomic");
      default -> schema.put("minItems", 1);
    }
    if (random.nextInt(3) == 0) {
      schema.put("maxItems", 4);
    }
    return schema;
  }

  private ObjectNode scalarMap() {
    ObjectNode schema = Json.object().put("type", "object");
    schema
        .putObject("additionalProperties")
        .put("type", random.nextBoolean() ? "string" : "integer");
    if (random.nextInt(3) == 0) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    if (random.nextInt(3) == 0) {
      schema.put("maxProperties", 3);
    }
    return schema;
  }

  private ObjectNode objectMap(int depth) {
    ObjectNode schema = Json.object().put("type", "object");
    schema.set("additionalProperties", place(depth + 1));
    return schema;
  }

  private ObjectNode plainList(int depth) {
    ObjectNode schema = Json.object().put("type", "array");
    schema.set("items", place(depth + 1));
    return schema;
  }

  private ObjectNode keyedList(int depth) {
    ObjectNode schema = Json.object().put("type", "array");
    schema.put("x-kubernetes-list-type", "map");
    ArrayNode keys = schema.putArray("x-kubernetes-list-map-keys").add("k");
    ObjectNode items = schema.putObject("items").put("type", "object");
    items.putArray("required").add("k");
    ObjectNode properties = items.putObject("properties");
    properties.putObject("k").put("type", random.nextBoolean() ? "string" : "integer");
    if (random.nextInt(3) == 0) {
      keys.add("l");
      properties.putObject("l").put("type", "string").put("default", "x");
    }
    properties.set("v", place(depth + 1));
    if (random.nextBoolean()) {
      properties.set("w", text());
    }
    return schema;
  }
}
