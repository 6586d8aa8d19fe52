package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path of fields, such as {@code .spec.size} or {@code .spec['my.field']}, looked up in a schema.
 * Pure.
 *
 * @param names the fields it goes through
 * @param schema of the last field; null when the path leads nowhere
 * @param mistake why it is no path; empty when it is one
 */
record FieldPath(List<String> names, JsonNode schema, String mistake) {
  private static final Pattern FIELD = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_-]*)");
  private static final Pattern KEY = Pattern.compile("\\['((?:[^'\\\\]|\\\\.)*)'\\]");

  boolean isValid() {
    return mistake.isEmpty();
  }

  static FieldPath of(String path, JsonNode root, boolean brackets) {
    List<String> names = new ArrayList<>();
    JsonNode schema = root;
    String rest = path;
    while (!rest.isEmpty()) {
      if (rest.startsWith("[") && !brackets) {
        return failed(names, "array notation is not allowed");
      }
      Matcher matcher = (rest.startsWith("[") ? KEY : FIELD).matcher(rest);
      if (!matcher.lookingAt()) {
        return failed(names, "expected [ or . but got: " + rest.split("(?<=.)[.\\[]")[0]);
      }
      String name = matcher.group(1).replaceAll("\\\\(.)", "$1");
      JsonNode next = schema.path("properties").path(name);
      if (!next.isObject() && schema.path("additionalProperties").isObject()) {
        next = schema.path("additionalProperties");
      }
      if (!next.isObject()) {
        return failed(names, "does not refer to a valid field");
      }
      names.add(name);
      schema = next;
      rest = rest.substring(matcher.end());
    }
    return new FieldPath(names, schema, "");
  }

  private static FieldPath failed(List<String> names, String why) {
    return new FieldPath(names, null, why);
  }
}
