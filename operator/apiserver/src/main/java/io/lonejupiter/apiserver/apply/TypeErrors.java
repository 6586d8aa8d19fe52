package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What keeps a value from being seen by its type. An applied configuration must have none of it,
 * before anything else is looked at. Pure.
 */
final class TypeErrors {
  private final boolean allowTwins;
  private final List<String> errors = new ArrayList<>();

  private TypeErrors(boolean allowTwins) {
    this.allowTwins = allowTwins;
  }

  /**
   * @param allowTwins items of a list may be alike
   * @return all of it as one text; empty when there is nothing
   */
  static String of(Type type, JsonNode value, boolean allowTwins) {
    TypeErrors found = new TypeErrors(allowTwins);
    found.value(type, value, "");
    if (found.errors.size() <= 1) {
      return String.join("", found.errors);
    }
    return "errors:\n  " + String.join("\n  ", found.errors);
  }

  private void value(Type type, JsonNode value, String path) {
    switch (type.shape(value)) {
      case SCALAR -> {
        String wrong = scalar(type, value);
        if (!wrong.isEmpty()) {
          add(path, wrong);
        }
      }
      case LIST -> list(type, value, path);
      case MAP -> map(type, value, path);
    }
  }

  /** What is wrong with a scalar; empty when nothing is. */
  static String scalar(Type type, JsonNode value) {
    if (value == null || value.isNull()) {
      return "";
    }
    return switch (type.scalar()) {
      case "integer", "number" ->
          value.isNumber() ? "" : "expected numeric (int or float), got " + GoText.type(value);
      case "string" ->
          value.isTextual()
              ? ""
              : "expected string, got &value.valueUnstructured{Value:" + GoText.syntax(value) + "}";
      case "boolean" ->
          value.isBoolean() ? "" : "expected boolean, got &{" + GoText.plain(value) + "}";
      default ->
          value.isContainerNode() ? "expected any scalar, got &{" + GoText.plain(value) + "}" : "";
    };
  }

  private void list(Type type, JsonNode value, String path) {
    if (value.isNull()) {
      return;
    }
    if (!value.isArray()) {
      add(path, "expected list, got &{" + GoText.plain(value) + "}");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      String element = "i:" + i;
      if (!type.isAtomicList()) {
        try {
          element = PathElement.item(type, value.get(i));
        } catch (PathElement.Unidentified e) {
          add(path, "element " + i + ": " + e.getMessage());
          return;
        }
        if (!seen.add(element) && !allowTwins) {
          add(path, "duplicate entries for key " + PathElement.shown(element));
        }
      }
      value(type.items(), value.get(i), path + PathElement.shown(element));
    }
  }

  private void map(Type type, JsonNode value, String path) {
    if (value.isNull()) {
      return;
    }
    if (!value.isObject()) {
      add(path, "expected map, got &{" + GoText.plain(value) + "}");
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      Type below = type.field(field.getKey());
      String child = path + "." + field.getKey();
      if (below == null) {
        add(child, "field not declared in schema");
        return;
      }
      value(below, field.getValue(), child);
    }
  }

  private void add(String path, String what) {
    errors.add(path.isEmpty() ? what : path + ": " + what);
  }
}
