package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Kubernetes' JSONPath that printer columns and selectable fields use: fields, {@code
 * [0]}, {@code [*]}, {@code ['name']} and {@code [?(@.field=="value")]} with {@code ==} or {@code
 * !=}. Pure.
 */
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:\\\\.|[^.\\[\\\\])+)"
              + "|\\[\\s*(-?\\d+|\\*)\\s*]"
              + "|\\[\\s*['\"]([^'\"]*)['\"]\\s*]"
              + "|\\[\\?\\(\\s*@((?:\\.[^.=!\\s]+)*)\\s*(==|!=)\\s*(.+?)\\s*\\)]");

  private sealed interface Step {}

  private record Field(String name) implements Step {}

  private record Index(int at) implements Step {}

  private record All() implements Step {}

  private record Filter(JsonPath path, boolean equal, String value) implements Step {}

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * @throws IllegalArgumentException the path uses something this class does not know
   */
  public static JsonPath compile(String path) {
    String text = path.startsWith("$") ? path.substring(1) : path;
    text = text.startsWith(".") || text.startsWith("[") || text.isEmpty() ? text : "." + text;
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "JSONPath " + path + " is not understood from \"" + text.substring(at) + "\" on");
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher matcher) {
    if (matcher.group(1) != null) {
      String name = matcher.group(1).replaceAll("\\\\(.)", "$1");
      return name.equals("*") ? new All() : new Field(name);
    }
    if (matcher.group(2) != null) {
      return matcher.group(2).equals("*")
          ? new All()
          : new Index(Integer.parseInt(matcher.group(2)));
    }
    if (matcher.group(3) != null) {
      return new Field(matcher.group(3));
    }
    String value = matcher.group(6);
    boolean quoted = value.length() > 1 && "'\"".indexOf(value.charAt(0)) >= 0;
    return new Filter(
        compile(matcher.group(4)),
        matcher.group(5).equals("=="),
        quoted ? value.substring(1, value.length() - 1) : value);
  }

  /** The first match; null when there is none. */
  public JsonNode first(JsonNode root) {
    List<JsonNode> found = all(root);
    return found.isEmpty() ? null : found.get(0);
  }

  public List<JsonNode> all(JsonNode root) {
    List<JsonNode> current = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      current.forEach(node -> take(step, node, next));
      current = next;
    }
    return current;
  }

  private static void take(Step step, JsonNode node, List<JsonNode> into) {
    if (step instanceof Field field) {
      addIfThere(node.get(field.name()), into);
    } else if (step instanceof Index index) {
      addIfThere(node.get(index.at() < 0 ? node.size() + index.at() : index.at()), into);
    } else if (step instanceof All) {
      node.forEach(into::add);
    } else if (step instanceof Filter filter) {
      for (JsonNode item : node) {
        JsonNode held = filter.path().first(item);
        boolean equal = held != null && held.asText().equals(filter.value());
        if (equal == filter.equal()) {
          into.add(item);
        }
      }
    }
  }

  private static void addIfThere(JsonNode node, List<JsonNode> into) {
    if (node != null) {
      into.add(node);
    }
  }
}
