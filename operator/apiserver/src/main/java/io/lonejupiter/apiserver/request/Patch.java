package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.JsonPatch;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.MergePatch;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Reads the text of a patch and applies it to an object. Pure. */
public final class Patch {
  private static final Set<String> OPERATION_FIELDS = Set.of("op", "path", "from", "value");
  private static final String HEADER_TYPE =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private Patch() {}

  /**
   * What a patch leads to.
   *
   * @param complaints what a strict reading of the patch finds
   */
  public record Patched(JsonNode result, List<String> complaints) {
    /** As JSON, fields in the order the patch left them in. */
    public String text() {
      return GoText.jsonInOrder(result);
    }
  }

  /** A JSON patch. */
  public static Patched json(ObjectNode live, byte[] text, FieldValidation validation) {
    boolean strict = validation != FieldValidation.IGNORE;
    JsonReader.Document patch = read(text, strict, null);
    List<String> complaints = new ArrayList<>();
    if (strict) {
      patch.duplicates().forEach(p -> complaints.add("json patch duplicate field \"" + p + "\""));
      operations(patch.root(), complaints);
    }
    return new Patched(JsonPatch.apply(sorted(live), patch.root()), complaints);
  }

  private static JsonReader.Document read(byte[] text, boolean strict, String otherwise) {
    try {
      return JsonReader.read(text);
    } catch (IOException e) {
      String why = strict || otherwise == null ? e.getMessage() : otherwise;
      throw ApiException.badRequest(strict ? "error decoding patch: " + why : why);
    }
  }

  private static void operations(JsonNode patch, List<String> complaints) {
    if (patch.isNull()) {
      return;
    }
    require(patch.isArray(), patch, "Go value of type []handlers.jsonPatchOp");
    for (int i = 0; i < patch.size(); i++) {
      JsonNode operation = patch.get(i);
      if (operation.isNull()) {
        continue;
      }
      require(operation.isObject(), operation, "Go value of type handlers.jsonPatchOp");
      for (Map.Entry<String, JsonNode> field : operation.properties()) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        if (!OPERATION_FIELDS.contains(name)) {
          complaints.add("json patch unknown field \"[" + i + "]." + name + "\"");
        } else if (!name.equals("value")) {
          require(
              value.isTextual() || value.isNull(),
              value,
              "Go struct field jsonPatchOp." + name + " of type string");
        }
      }
    }
  }

  private static void require(boolean fits, JsonNode value, String into) {
    if (!fits) {
      throw ApiException.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + JsonReader.kind(value)
              + " into "
              + into);
    }
  }

  /** A JSON merge patch. */
  public static Patched merged(ObjectNode live, byte[] text, FieldValidation validation) {
    return merged(live, text, validation, MergePatch::apply);
  }

  /** A merge patch by some way of merging. */
  public static Patched merged(
      ObjectNode live, byte[] text, FieldValidation validation, BinaryOperator<JsonNode> merge) {
    boolean strict = validation != FieldValidation.IGNORE;
    JsonReader.Document patch = read(text, strict, "Invalid JSON Patch");
    JsonNode changes = patch.root();
    if (strict) {
      require(
          changes.isObject() || changes.isNull(),
          changes,
          "Go value of type map[string]interface {}");
    }
    if (!changes.isObject() && !changes.isArray()) {
      throw ApiException.badRequest("Invalid JSON Patch");
    }
    List<String> complaints =
        strict
            ? patch.duplicates().stream().map(p -> "duplicate field \"" + p + "\"").toList()
            : List.of();
    return new Patched(merge.apply(sorted(live), changes), complaints);
  }

  /** The result as an object, if it is one. */
  public static Optional<ObjectNode> asObject(JsonNode result) {
    return result instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  /** A patch leads to something that is no object. */
  public static ApiException notAnObject(JsonNode result) {
    return BodyRules.badPatch(
        GoText.jsonInOrder(result),
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + JsonReader.kind(result)
            + " into Go value of type "
            + HEADER_TYPE);
  }

  private static JsonNode sorted(JsonNode value) {
    if (value.isObject()) {
      TreeMap<String, JsonNode> fields = new TreeMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.setAll(fields);
      return object;
    }
    if (value.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      value.forEach(item -> list.add(sorted(item)));
      return list;
    }
    return value;
  }
}
