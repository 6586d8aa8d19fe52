package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a value against a structural schema and reports everything that is wrong at once, in the
 * words of the Kubernetes API. An update forgives what was wrong before and has not changed. Pure:
 * the value is not changed. CEL rules are not its business, nor are the keys of lists.
 */
public final class Validator {
  /** What every object has is read by rules of its own. */
  private static final Set<String> HEADER = Set.of("apiVersion", "kind", "metadata");

  private Validator() {}

  public static List<FieldError> validate(Schema schema, JsonNode value) {
    return value(schema.without(HEADER), value, null, "").errors("");
  }

  /**
   * @param before the value before the update; null when there was none
   * @param below the field that holds the value; empty for a whole object
   */
  public static List<FieldError> update(
      Schema schema, JsonNode before, JsonNode value, String below) {
    Schema checked = below.isEmpty() ? schema.without(HEADER) : schema;
    return value(checked, value, before, "").errors(below);
  }

  private static Failures value(Schema schema, JsonNode value, JsonNode before, String path) {
    Failures failures = checked(schema, value, before, path);
    if (!failures.isEmpty() && before != null && Unchanged.is(schema, before, value)) {
      failures.forgive();
    }
    return failures;
  }

  private static Failures checked(Schema schema, JsonNode value, JsonNode before, String path) {
    Failures failures = new Failures();
    List<String> types = types(schema);
    String format = format(schema);
    if (value.isNull()) {
      failures.merge(type(schema, types, format, value, path));
      allowed(schema.limits(), value, path, failures);
      return failures;
    }
    if (!types.isEmpty() || !format.isEmpty()) {
      step(failures, type(schema, types, format, value, path));
    }
    step(failures, combinations(schema, value, before, path));
    if (value.isTextual()) {
      step(failures, text(schema.limits(), value.textValue(), path));
      if (Formats.isKnown(format)) {
        step(failures, formatted(format, value.textValue(), path));
      }
    } else if (value.isNumber()) {
      String type = types.size() == 1 ? types.get(0) : "";
      step(failures, Numbers.check(schema.limits(), type, format, value, path));
    } else if (value.isArray()) {
      step(failures, list(schema, value, before, path));
    }
    Failures enumeration = new Failures();
    allowed(schema.limits(), value, path, enumeration);
    step(failures, enumeration);
    if (value.isObject()) {
      step(failures, object(schema, value, before, path));
    }
    failures.count();
    return failures;
  }

  private static void step(Failures failures, Failures part) {
    failures.merge(part);
    failures.count();
  }

  private static List<String> types(Schema schema) {
    if (schema.intOrString()) {
      return List.of("integer", "string");
    }
    return schema.type().isEmpty() ? List.of() : List.of(schema.type());
  }

  /** The format, unless it is none that is checked for the type. */
  private static String format(Schema schema) {
    String format = schema.limits().format();
    boolean checked =
        switch (schema.type()) {
          case "", "string" -> Formats.isKnown(format);
          case "integer" -> format.equals("int32") || format.equals("int64");
          case "number" -> format.equals("float") || format.equals("double");
          default -> false;
        };
    return checked ? format : "";
  }

  private static Failures type(
      Schema schema, List<String> types, String format, JsonNode value, String path) {
    Failures failures = new Failures();
    if (value.isNull()) {
      failures.count();
      if (!types.isEmpty() && !schema.nullable()) {
        return wrong(path, String.join(",", types), "null");
      }
      return failures;
    }
    failures.count();
    String actual = typeOf(value);
    boolean numeric = types.contains("number") || types.contains("integer");
    boolean fits =
        types.contains(actual)
            || actual.equals("integer") && types.contains("number")
            || actual.equals("number") && types.contains("integer") && Numbers.isWhole(value);
    boolean packed = value.isTextual() || value.isArray();
    if (!packed && !format.isEmpty() && !fits && !format.equals(formatOf(value))) {
      return wrong(path, format, formatOf(value));
    }
    if (packed && !format.isEmpty() && !numeric) {
      return failures;
    }
    return fits ? failures : wrong(path, String.join(",", types), actual);
  }

  private static Failures wrong(String path, String wanted, String actual) {
    Failures failures = new Failures();
    failures.type(path, wanted, actual);
    return failures;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      default -> value.isIntegralNumber() ? "integer" : "number";
    };
  }

  private static String formatOf(JsonNode value) {
    if (!value.isNumber()) {
      return "";
    }
    return value.isIntegralNumber() ? "int64" : "float64";
  }

  private static void allowed(Limits limits, JsonNode value, String path, Failures failures) {
    if (!limits.allowed().isEmpty()
        && limits.allowed().stream().noneMatch(each -> Unchanged.same(each, value))) {
      failures.notSupported(path, value, limits.allowed());
    }
  }

  private static Failures combinations(
      Schema schema, JsonNode value, JsonNode before, String path) {
    Failures failures = new Failures();
    Limits limits = schema.limits();
    any(limits.anyOf(), value, before, path, failures);
    one(limits.oneOf(), value, before, path, failures);
    int valid = 0;
    for (Schema each : limits.allOf()) {
      Failures found = checked(each, value, before, path);
      valid += found.isEmpty() ? 1 : 0;
      failures.merge(found);
    }
    if (valid != limits.allOf().size()) {
      failures.general(
          "\""
              + path
              + "\" must validate all the schemas (allOf)"
              + (valid == 0 ? ". None validated" : ""));
    }
    if (limits.not() != null && checked(limits.not(), value, before, path).isEmpty()) {
      failures.general("\"" + path + "\" must not validate the schema (not)");
    }
    failures.count();
    return failures;
  }

  private static void any(
      List<Schema> schemas, JsonNode value, JsonNode before, String path, Failures failures) {
    Failures best = null;
    for (Schema each : schemas) {
      Failures found = checked(each, value, before, path);
      if (found.isEmpty()) {
        failures.merge(found);
        return;
      }
      if (best == null || found.checked() > best.checked()) {
        best = found;
      }
    }
    if (best != null) {
      failures.general("\"" + path + "\" must validate at least one schema (anyOf)");
      failures.merge(best);
    }
  }

  private static void one(
      List<Schema> schemas, JsonNode value, JsonNode before, String path, Failures failures) {
    Failures best = null;
    Failures success = null;
    int valid = 0;
    for (Schema each : schemas) {
      Failures found = checked(each, value, before, path);
      if (found.isEmpty()) {
        valid++;
        best = null;
        success = success == null ? found : success;
      } else if (valid == 0 && (best == null || found.checked() > best.checked())) {
        best = found;
      }
    }
    if (schemas.isEmpty()) {
      return;
    }
    if (valid == 1) {
      failures.merge(success);
      return;
    }
    failures.general(
        "\""
            + path
            + "\" must validate one and only one schema (oneOf). "
            + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
    if (best != null) {
      failures.merge(best);
    }
  }

  /** Of a text only the first failure is told. */
  private static Failures text(Limits limits, String text, String path) {
    Failures failures = new Failures();
    int length = text.codePointCount(0, text.length());
    JsonNode value = JsonNodeFactory.instance.textNode(text);
    if (limits.maxLength() != null && length > limits.maxLength()) {
      failures.tooLong(path, limits.maxLength());
    } else if (limits.minLength() != null && length < limits.minLength()) {
      failures.invalid(path, value, "should be at least " + limits.minLength() + " chars long");
    } else if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
      failures.invalid(path, value, "should match '" + limits.pattern().pattern() + "'");
    }
    return failures;
  }

  private static Failures formatted(String format, String text, String path) {
    Failures failures = new Failures();
    if (!Formats.accepts(format, text)) {
      failures.type(path, format, text);
    }
    return failures;
  }

  private static Failures list(Schema schema, JsonNode value, JsonNode before, String path) {
    Failures failures = new Failures();
    Limits limits = schema.limits();
    if (schema.items() != null) {
      for (int i = 0; i < value.size(); i++) {
        JsonNode item = value.get(i);
        JsonNode old = schema.list() == ListKind.MAP ? Unchanged.item(schema, before, item) : null;
        failures.merge(value(schema.items(), item, old, path + "[" + i + "]"));
      }
    }
    if (limits.minItems() != null && value.size() < limits.minItems()) {
      failures.invalid(path, size(value), "should have at least " + limits.minItems() + " items");
    }
    if (limits.maxItems() != null && value.size() > limits.maxItems()) {
      failures.tooMany(path, value.size(), limits.maxItems(), "items");
    }
    if (limits.uniqueItems() && Unchanged.hasTwins(value)) {
      failures.invalid(path, JsonNodeFactory.instance.textNode(""), "shouldn't contain duplicates");
    }
    failures.count();
    return failures;
  }

  private static Failures object(Schema schema, JsonNode value, JsonNode before, String path) {
    Failures failures = new Failures();
    Limits limits = schema.limits();
    if (limits.minProperties() != null && value.size() < limits.minProperties()) {
      failures.invalid(
          path, size(value), "should have at least " + limits.minProperties() + " properties");
    }
    if (limits.maxProperties() != null && value.size() > limits.maxProperties()) {
      failures.tooMany(path, value.size(), limits.maxProperties(), "properties");
    }
    if (schema.additional() != null) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (!schema.declares(field.getKey())) {
          JsonNode old = before == null ? null : before.get(field.getKey());
          String child = path + "." + field.getKey();
          failures.merge(value(schema.additional(), field.getValue(), old, child));
        }
      }
    }
    schema
        .properties()
        .forEach(
            (name, field) -> {
              JsonNode held = value.get(name);
              if (held != null) {
                JsonNode old = before == null ? null : before.get(name);
                String child = path.isEmpty() ? name : path + "." + name;
                failures.merge(value(field, held, old, child));
              }
            });
    for (String required : limits.required()) {
      if (!value.has(required)) {
        failures.required(path + "." + required);
      }
    }
    return failures;
  }

  private static JsonNode size(JsonNode container) {
    return JsonNodeFactory.instance.numberNode(container.size());
  }
}
