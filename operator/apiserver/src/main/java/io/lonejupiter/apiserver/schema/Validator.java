package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a value against a structural schema and reports everything that is wrong at once, in the
 * words of the Kubernetes API. Pure: the value is not changed. CEL rules are not its business.
 */
public final class Validator {
  private final List<FieldError> errors = new ArrayList<>();

  private Validator() {}

  public static List<FieldError> validate(Schema schema, JsonNode value) {
    Validator validator = new Validator();
    validator.node(schema, value, "");
    validator.duplicates(schema, value, "");
    return validator.errors;
  }

  private void node(Schema schema, JsonNode value, String path) {
    if (value.isNull() && (schema.nullable() || path.isEmpty())) {
      return;
    }
    String wanted = schema.intOrString() ? "integer,string" : schema.type();
    if (!wanted.isEmpty() && !isOfType(wanted, value)) {
      String actual = typeOf(value);
      errors.add(
          FieldError.wrongType(
              path, actual, path + " in body must be of type " + wanted + ": \"" + actual + "\""));
      return;
    }
    ValueLimits.check(schema.limits(), value, path, errors);
    combinations(schema, value, path);
    if (value.isObject()) {
      object(schema, value, path);
    } else if (value.isArray() && schema.items() != null) {
      for (int i = 0; i < value.size(); i++) {
        node(schema.items(), value.get(i), path + "[" + i + "]");
      }
    }
  }

  private void object(Schema schema, JsonNode value, String path) {
    for (var field : value.properties()) {
      Schema known = schema.field(field.getKey());
      if (known != null) {
        node(known, field.getValue(), child(path, field.getKey()));
      }
    }
    for (String required : schema.limits().required()) {
      if (!value.has(required)) {
        errors.add(FieldError.required(child(path, required), ""));
      }
    }
  }

  private void combinations(Schema schema, JsonNode value, String path) {
    Limits limits = schema.limits();
    limits.allOf().forEach(each -> node(each, value, path));
    if (!limits.anyOf().isEmpty() && limits.anyOf().stream().noneMatch(s -> fits(s, value))) {
      errors.add(
          FieldError.invalid(
              path, value, path + " in body must validate at least one schema (anyOf)"));
    }
    if (!limits.oneOf().isEmpty()
        && limits.oneOf().stream().filter(s -> fits(s, value)).count() != 1) {
      errors.add(
          FieldError.invalid(
              path, value, path + " in body must validate one and only one schema (oneOf)"));
    }
    if (limits.not() != null && fits(limits.not(), value)) {
      errors.add(
          FieldError.invalid(path, value, path + " in body must not validate the schema (not)"));
    }
  }

  private static boolean fits(Schema schema, JsonNode value) {
    return validate(schema, value).isEmpty();
  }

  /** Items of sets and of keyed lists must be told apart; Kubernetes reports these last. */
  private void duplicates(Schema schema, JsonNode value, String path) {
    if (value.isObject()) {
      for (var field : value.properties()) {
        Schema known = schema.field(field.getKey());
        if (known != null) {
          duplicates(known, field.getValue(), child(path, field.getKey()));
        }
      }
    } else if (value.isArray() && schema.items() != null) {
      Set<JsonNode> seen = new HashSet<>();
      for (int i = 0; i < value.size(); i++) {
        String item = path + "[" + i + "]";
        if (schema.list() != ListKind.ATOMIC) {
          JsonNode identity = identity(schema, value.get(i));
          if (!seen.add(identity)) {
            errors.add(FieldError.duplicate(item, identity));
          }
        }
        duplicates(schema.items(), value.get(i), item);
      }
    }
  }

  private static JsonNode identity(Schema list, JsonNode item) {
    if (list.list() == ListKind.SET || !item.isObject()) {
      return item;
    }
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    list.listKeys().forEach(key -> keys.set(key, item.get(key)));
    return keys;
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static boolean isOfType(String wanted, JsonNode value) {
    return switch (wanted) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "number" -> value.isNumber();
      case "integer" -> isInteger(value);
      case "integer,string" -> value.isTextual() || isInteger(value);
      default -> true;
    };
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> "null";
    };
  }
}
