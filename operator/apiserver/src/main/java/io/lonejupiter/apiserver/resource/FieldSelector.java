package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Field selectors over name, namespace and the fields a kind declares selectable. Pure. */
public final class FieldSelector {
  private static final Pattern TERM = Pattern.compile("([^=!]*)(==|=|!=)(.*)", Pattern.DOTALL);

  private FieldSelector() {}

  private record Term(String path, boolean wanted, String value) {}

  /**
   * @throws ApiException 400 when the text is not a selector or names another field
   */
  public static Predicate<JsonNode> parse(String text, ResourceType type) {
    return parse(text, type.selectableFields(), type.isCustom());
  }

  /**
   * @param custom kinds of others have one sentence for fields that cannot be selected, built-in
   *     ones without fields of their own another
   * @throws ApiException 400 when the text is not a selector or names another field
   */
  static Predicate<JsonNode> parse(String text, List<String> selectable, boolean custom) {
    Predicate<JsonNode> all = object -> true;
    for (Term term : terms(text)) {
      if (term.path().isEmpty() && term.value().isEmpty()) {
        continue;
      }
      if (!term.path().equals("metadata.name")
          && !term.path().equals("metadata.namespace")
          && !selectable.contains(term.path())) {
        throw ApiException.badRequest(
            custom || !selectable.isEmpty()
                ? "field label not supported: " + term.path()
                : GoText.quoted(term.path())
                    + " is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"");
      }
      JsonPath compiled = JsonPath.compile("." + term.path());
      all = all.and(object -> term.wanted() == term.value().equals(textAt(compiled, object)));
    }
    return all;
  }

  /**
   * @throws ApiException 400 when the text is not a selector, whatever fields there are
   */
  public static void check(String text) {
    terms(text);
  }

  private static List<Term> terms(String text) {
    List<Term> terms = new ArrayList<>();
    for (String term : split(text)) {
      Matcher matcher = TERM.matcher(term);
      if (!matcher.matches()) {
        throw ApiException.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + term + "'");
      }
      terms.add(
          new Term(matcher.group(1), !matcher.group(2).equals("!="), unescaped(matcher.group(3))));
    }
    return terms;
  }

  private static String unescaped(String value) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        String escaped = i < value.length() ? value.substring(i, i + 1) : "";
        if (escaped.isEmpty() || !"\\,=".contains(escaped)) {
          throw ApiException.badRequest(
              "invalid field selector: invalid escape sequence: \\" + escaped);
        }
        plain.append(escaped);
      } else if (c == ',' || c == '=') {
        throw ApiException.badRequest(
            "invalid field selector: unescaped character in value: " + (int) c);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
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
