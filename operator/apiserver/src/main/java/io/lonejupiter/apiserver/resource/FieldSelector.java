package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Field selectors over name, namespace and the fields a kind declares selectable. Pure. */
public final class FieldSelector {
  private static final Pattern TERM = Pattern.compile("([^=!]+?)(==|=|!=)(.*)", Pattern.DOTALL);

  private FieldSelector() {}

  /**
   * @throws ApiException 400 when the text is not a selector or names another field
   */
  public static Predicate<JsonNode> parse(String text, List<String> selectable) {
    Predicate<JsonNode> all = object -> true;
    for (String term : split(text)) {
      Matcher matcher = TERM.matcher(term);
      if (!matcher.matches()) {
        throw ApiException.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + term + "'");
      }
      String path = matcher.group(1).strip();
      if (!path.equals("metadata.name")
          && !path.equals("metadata.namespace")
          && !selectable.contains(path)) {
        throw ApiException.badRequest("field label not supported: " + path);
      }
      boolean wanted = !matcher.group(2).equals("!=");
      String value = matcher.group(3).replaceAll("\\\\(.)", "$1");
      JsonPath compiled = JsonPath.compile("." + path);
      all = all.and(object -> wanted == value.equals(textAt(compiled, object)));
    }
    return all;
  }

  private static List<String> split(String text) {
    List<String> terms = new ArrayList<>();
    for (String term : text.split("(?<!\\\\),")) {
      if (!term.isBlank()) {
        terms.add(term);
      }
    }
    return terms;
  }

  private static String textAt(JsonPath path, JsonNode object) {
    JsonNode value = path.first(object);
    if (value != null && value.has("component")) {
      // The source of an event is told by its component, or else by who reports it.
      value = value.get("component");
    } else if (value != null && value.isObject() && object.has("reportingComponent")) {
      value = object.get("reportingComponent");
    }
    return value == null ? "" : value.asText();
  }
}
