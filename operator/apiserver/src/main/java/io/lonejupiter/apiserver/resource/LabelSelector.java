package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label selectors: {@code a=b, a==b, a!=b, a in (b,c), a notin (b), a, !a}. Pure. */
public final class LabelSelector {
  private static final String KEY = "([A-Za-z0-9./_-]+)";
  private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern EQUALITY =
      Pattern.compile(KEY + "\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)");
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*" + KEY);

  private LabelSelector() {}

  /**
   * @throws ApiException 400 when the text is not a selector
   */
  public static Predicate<JsonNode> parse(String text) {
    Predicate<JsonNode> all = object -> true;
    for (String term : split(text)) {
      all = all.and(term(term.strip()));
    }
    return all;
  }

  private static List<String> split(String text) {
    List<String> terms = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 || i == text.length()) {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.removeIf(String::isBlank);
    return terms;
  }

  private static Predicate<JsonNode> term(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      Set<String> values = Set.copyOf(List.of(set.group(3).strip().split("\\s*,\\s*")));
      boolean in = set.group(2).equals("in");
      return object -> {
        String value = label(object, set.group(1));
        return in ? value != null && values.contains(value) : !contains(values, value);
      };
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      boolean wanted = !equality.group(2).equals("!=");
      return object -> wanted == equality.group(3).equals(label(object, equality.group(1)));
    }
    Matcher exists = EXISTS.matcher(term);
    if (exists.matches()) {
      boolean wanted = exists.group(1).isEmpty();
      return object -> wanted == (label(object, exists.group(2)) != null);
    }
    throw ApiException.badRequest(
        "unable to parse requirement: \""
            + term
            + "\" is none of: key=value, key!=value, key in (a,b), key notin (a,b), key, !key");
  }

  private static boolean contains(Set<String> values, String value) {
    return value != null && values.contains(value);
  }

  private static String label(JsonNode object, String key) {
    JsonNode value = object.path("metadata").path("labels").get(key);
    return value == null ? null : value.asText();
  }
}
