package io.lonejupiter.apiserver.resource;

import io.lonejupiter.apiserver.resource.LabelRequirement.Operator;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads a label selector by the grammar of Kubernetes, with its words for what is wrong. Pure. */
final class LabelSelectorParser {
  private static final String SPECIAL = "=!(),><";

  private final List<String> tokens;
  private int at;

  LabelSelectorParser(String text) {
    this.tokens = tokens(text);
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int start = i++;
      if (isBlank(c)) {
        continue;
      }
      if (SPECIAL.indexOf(c) >= 0) {
        boolean twice = i < text.length() && text.charAt(i) == '=' && (c == '=' || c == '!');
        i += twice ? 1 : 0;
      } else {
        while (i < text.length()
            && !isBlank(text.charAt(i))
            && SPECIAL.indexOf(text.charAt(i)) < 0) {
          i++;
        }
      }
      tokens.add(text.substring(start, i));
    }
    return tokens;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isIdentifier(String token) {
    return !token.isEmpty() && SPECIAL.indexOf(token.charAt(0)) < 0;
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private String take() {
    String token = peek();
    at++;
    return token;
  }

  List<LabelRequirement> parse() {
    List<LabelRequirement> requirements = new ArrayList<>();
    if (peek().isEmpty()) {
      return requirements;
    }
    while (true) {
      if (!isIdentifier(peek()) && !peek().equals("!")) {
        throw wrong("found '" + peek() + "', expected: !, identifier, or 'end of string'");
      }
      requirements.add(requirement());
      String behind = take();
      if (behind.isEmpty()) {
        return requirements;
      }
      if (!behind.equals(",")) {
        throw wrong("found '" + behind + "', expected: ',' or 'end of string'");
      }
      if (!isIdentifier(peek()) && !peek().equals("!")) {
        throw wrong("found '" + peek() + "', expected: identifier after ','");
      }
    }
  }

  private LabelRequirement requirement() {
    boolean absent = peek().equals("!");
    at += absent ? 1 : 0;
    String key = take();
    if (!isIdentifier(key)) {
      throw unparseable("found '" + key + "', expected: identifier");
    }
    if (absent) {
      return new LabelRequirement(key, Operator.DOES_NOT_EXIST, Set.of());
    }
    if (peek().isEmpty() || peek().equals(",")) {
      return new LabelRequirement(key, Operator.EXISTS, Set.of());
    }
    String operator = take();
    return switch (operator) {
      case "in" -> new LabelRequirement(key, Operator.IN, values());
      case "notin" -> new LabelRequirement(key, Operator.NOT_IN, values());
      case "=", "==" -> new LabelRequirement(key, Operator.IN, Set.of(value()));
      case "!=" -> new LabelRequirement(key, Operator.NOT_IN, Set.of(value()));
      case ">" -> new LabelRequirement(key, Operator.GREATER, Set.of(value()));
      case "<" -> new LabelRequirement(key, Operator.LESS, Set.of(value()));
      default ->
          throw unparseable("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  /** Nothing is an empty value. */
  private String value() {
    if (peek().isEmpty() || peek().equals(",")) {
      return "";
    }
    String value = take();
    if (!isIdentifier(value)) {
      throw unparseable("found '" + value + "', expected: identifier");
    }
    return value;
  }

  private Set<String> values() {
    String open = take();
    if (!open.equals("(")) {
      throw unparseable("found '" + open + "' expected: '('");
    }
    Set<String> values = new TreeSet<>();
    String before = ",";
    boolean first = true;
    while (true) {
      String token = take();
      if (first && !isIdentifier(token) && !token.equals(")") && !token.equals(",")) {
        throw unparseable("found '" + token + "', expected: ',', ')' or identifier");
      }
      first = false;
      switch (token) {
        case ")" -> {
          if (before.equals(",")) {
            values.add("");
          }
          return values;
        }
        case "," -> {
          if (before.equals(",")) {
            values.add("");
          }
        }
        default -> {
          if (!isIdentifier(token) || !before.equals(",")) {
            throw unparseable("found '" + token + "', expected: ',' or ')'");
          }
          values.add(token);
        }
      }
      before = token;
    }
  }

  private static ApiException unparseable(String why) {
    return wrong("unable to parse requirement: " + why);
  }

  private static ApiException wrong(String why) {
    return ApiException.badRequest(why);
  }
}
