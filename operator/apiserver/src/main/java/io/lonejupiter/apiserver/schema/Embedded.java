package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Objects within objects: their header and metadata. */
public final class Embedded {
  private Embedded() {}

  /**
   * Brings the metadata of embedded objects into its form, in place.
   *
   * @return the paths of fields that metadata does not have
   * @throws IOException a header or metadata is not of the right shape
   */
  public static List<String> coerce(Schema schema, JsonNode object) throws IOException {
    List<String> unknown = new ArrayList<>();
    coerce(schema, object, "", unknown);
    return unknown;
  }

  private static void coerce(Schema schema, JsonNode value, String path, List<String> unknown)
      throws IOException {
    if (schema == null) {
      return;
    }
    if (value instanceof ObjectNode object) {
      if (schema.embeddedResource()) {
        header(object, path, unknown);
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        String child =
            schema.declares(name)
                ? path.isEmpty() ? name : path + "." + name
                : path + "[" + name + "]";
        coerce(schema.field(name), field.getValue(), child, unknown);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        coerce(schema.items(), value.get(i), path + "[" + i + "]", unknown);
      }
    }
  }

  private static void header(ObjectNode object, String path, List<String> unknown)
      throws IOException {
    for (String name : List.of("apiVersion", "kind")) {
      JsonNode text = object.get(name);
      if (text != null && !text.isTextual()) {
        throw new IOException(
            FieldError.invalid(path + "." + name, text, "must be a string").toString());
      }
    }
    JsonNode metadata = object.get("metadata");
    if (metadata == null) {
      return;
    }
    try {
      ObjectMeta.Read read = ObjectMeta.read(metadata);
      read.unknown().forEach(each -> unknown.add(path + "." + each));
      object.set("metadata", read.metadata());
    } catch (IOException e) {
      throw new IOException(
          FieldError.invalid(path + ".metadata", metadata, e.getMessage()).toString(), e);
    }
  }

  /** What is wrong with the headers and metadata of embedded objects. */
  public static List<FieldError> check(Schema schema, JsonNode object) {
    List<FieldError> errors = new ArrayList<>();
    check(schema, object, "", errors);
    return errors;
  }

  private static void check(Schema schema, JsonNode value, String path, List<FieldError> errors) {
    if (schema == null) {
      return;
    }
    if (value.isObject()) {
      if (schema.embeddedResource()) {
        resource(value, path, errors);
      }
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String name = field.getKey();
        String child =
            schema.declares(name)
                ? path.isEmpty() ? name : path + "." + name
                : path + "[" + name + "]";
        check(schema.field(name), field.getValue(), child, errors);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.items(), value.get(i), path + "[" + i + "]", errors);
      }
    }
  }

  private static void resource(JsonNode object, String path, List<FieldError> errors) {
    for (String name : List.of("apiVersion", "kind")) {
      JsonNode text = object.get(name);
      String field = path + "." + name;
      if (text == null || text.isTextual() && text.textValue().isEmpty()) {
        errors.add(FieldError.required(field, ""));
      } else if (!text.isTextual()) {
        errors.add(FieldError.invalid(field, text, "must be a string"));
      } else if (name.equals("kind")) {
        String rule = Names.label1035(text.textValue().toLowerCase(Locale.ROOT));
        if (!rule.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  field, text, "may have mixed case, but should otherwise match: " + rule));
        }
      } else if (text.textValue().chars().filter(c -> c == '/').count() > 1) {
        errors.add(
            FieldError.invalid(field, text, "unexpected GroupVersion string: " + text.textValue()));
      }
    }
    JsonNode metadata = object.get("metadata");
    if (metadata != null) {
      errors.addAll(Names.embedded(metadata, path + ".metadata"));
    }
  }
}
