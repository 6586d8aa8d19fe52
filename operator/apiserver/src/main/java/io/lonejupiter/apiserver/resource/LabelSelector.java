package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.Predicate;

/** Label selectors: {@code a=b, a==b, a!=b, a in (b,c), a notin (b), a, !a, a>1, a<1}. Pure. */
public final class LabelSelector {
  private LabelSelector() {}

  /**
   * @throws io.lonejupiter.apiserver.status.ApiException 400 when the text is not a selector, in
   *     the words of Kubernetes
   */
  public static Predicate<JsonNode> parse(String text) {
    Predicate<JsonNode> all = object -> true;
    for (LabelRequirement requirement : new LabelSelectorParser(text).parse()) {
      all = all.and(object -> matches(requirement, label(object, requirement.key())));
    }
    return all;
  }

  private static boolean matches(LabelRequirement requirement, String value) {
    Set<String> values = requirement.values();
    return switch (requirement.operator()) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GREATER -> compare(value, values) > 0;
      case LESS -> compare(value, values) < 0;
    };
  }

  /** 0 when the label is missing or no 64-bit number. */
  private static int compare(String value, Set<String> values) {
    if (value == null || !LabelRequirement.isInteger(value)) {
      return 0;
    }
    return new BigInteger(value).compareTo(new BigInteger(values.iterator().next()));
  }

  private static String label(JsonNode object, String key) {
    JsonNode value = object.path("metadata").path("labels").get(key);
    return value == null ? null : value.asText();
  }
}
