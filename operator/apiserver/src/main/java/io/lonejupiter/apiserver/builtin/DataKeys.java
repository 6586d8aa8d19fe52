package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What config maps and secrets have in common: keys that can be file names, a size. Pure. */
final class DataKeys {
  /** One mebibyte of values. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final int MAX_KEY = 253;

  private DataKeys() {}

  static List<FieldError> key(String field, String key) {
    List<FieldError> errors = new ArrayList<>();
    complaints(key)
        .forEach(each -> errors.add(FieldError.invalid(field + "[" + key + "]", key, each)));
    return errors;
  }

  private static List<String> complaints(String key) {
    List<String> complaints = new ArrayList<>();
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
      complaints.add("must be no more than " + MAX_KEY + " bytes");
    }
    if (!KEY.matcher(key).matches()) {
      complaints.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '"
              + KEY.pattern()
              + "')");
    }
    if (key.equals(".") || key.equals("..")) {
      complaints.add("must not be '" + key + "'");
    } else if (key.startsWith("..")) {
      complaints.add("must not start with '..'");
    }
    return complaints;
  }

  static int textBytes(JsonNode value) {
    return value.asText().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The size of what base64 stands for. */
  static int decodedBytes(JsonNode value) {
    String text = value.asText("");
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    return text.length() / 4 * 3 - padding;
  }

  /** What an object that was made immutable does not take. */
  static List<FieldError> immutable(ObjectNode before, ObjectNode after, List<String> fields) {
    List<FieldError> errors = new ArrayList<>();
    if (before.path("immutable").asBoolean()) {
      if (!after.path("immutable").asBoolean()) {
        errors.add(refused("immutable"));
      }
      for (String field : fields) {
        if (!before.path(field).equals(after.path(field))) {
          errors.add(refused(field));
        }
      }
    }
    return errors;
  }

  private static FieldError refused(String field) {
    return FieldError.forbidden(field, "field is immutable when `immutable` is set");
  }
}
