package io.lonejupiter.apiserver.resource;

import io.lonejupiter.apiserver.status.ApiException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One term of a label selector.
 *
 * @param values one for comparisons, none for existence
 */
record LabelRequirement(String key, Operator operator, Set<String> values) {
  enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER,
    LESS
  }

  private static final int MAX_PART = 63;
  private static final int MAX_PREFIX = 253;
  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String VALUE = "(" + NAME + ")?";
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final String NAME_RULE =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + NAME
          + "')";
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");

  /**
   * @throws ApiException 400 when key or values break the rules of Kubernetes
   */
  LabelRequirement {
    checkKey(key);
    if (operator == Operator.GREATER || operator == Operator.LESS) {
      for (String value : values) {
        if (!isInteger(value)) {
          throw invalid(
              "values[0]", value, "for 'Gt', 'Lt' operators, the value must be an integer");
        }
      }
    }
    int i = 0;
    for (String value : values) {
      checkValue("values[" + i++ + "][" + key + "]", value);
    }
  }

  static boolean isInteger(String text) {
    try {
      return INTEGER.matcher(text).matches() && Long.parseLong(text) == Long.parseLong(text);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void checkKey(String key) {
    String[] parts = key.split("/", -1);
    if (parts.length > 2) {
      throw invalid(
          "<nil>",
          key,
          "a valid label key "
              + NAME_RULE
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    String name = parts[parts.length - 1];
    if (parts.length == 2) {
      checkPrefix(key, parts[0]);
    }
    if (name.isEmpty()) {
      throw invalid("<nil>", key, "name part must be non-empty");
    }
    if (name.length() > MAX_PART) {
      throw invalid("<nil>", key, "name part must be no more than 63 bytes");
    }
    if (!name.matches(NAME)) {
      throw invalid("<nil>", key, "name part " + NAME_RULE);
    }
  }

  private static void checkPrefix(String key, String prefix) {
    if (prefix.isEmpty()) {
      throw invalid("<nil>", key, "prefix part must be non-empty");
    }
    if (prefix.length() > MAX_PREFIX) {
      throw invalid("<nil>", key, "prefix part must be no more than 253 bytes");
    }
    if (!prefix.matches(SUBDOMAIN)) {
      throw invalid(
          "<nil>",
          key,
          "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
              + " characters, '-' or '.', and must start and end with an alphanumeric character"
              + " (e.g. 'example.com', regex used for validation is '"
              + SUBDOMAIN
              + "')");
    }
  }

  private static void checkValue(String path, String value) {
    if (value.length() > MAX_PART) {
      throw invalid(path, value, "must be no more than 63 bytes");
    }
    if (!value.matches(VALUE)) {
      throw invalid(
          path,
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
              + " or '.', and must start and end with an alphanumeric character (e.g. 'MyValue', "
              + " or 'my_value',  or '12345', regex used for validation is '"
              + VALUE
              + "')");
    }
  }

  private static ApiException invalid(String path, String value, String why) {
    return ApiException.badRequest(
        "unable to parse requirement: " + path + ": Invalid value: \"" + value + "\": " + why);
  }
}
