package io.lonejupiter.apiserver.cel;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of properties as CEL identifiers, and back. */
final class Identifiers {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");
  private static final Pattern USABLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
  private static final Pattern ESCAPED = Pattern.compile("__([^_]+)__");

  private Identifiers() {}

  /** Null when the property cannot be named in CEL. */
  static String escape(String property) {
    if (RESERVED.contains(property)) {
      return "__" + property + "__";
    }
    if (!USABLE.matcher(property).matches()) {
      return null;
    }
    return property
        .replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }

  /** Null when the identifier contains an unknown escape. */
  static String unescape(String identifier) {
    if (!identifier.contains("__")) {
      return identifier;
    }
    StringBuilder property = new StringBuilder();
    Matcher matcher = ESCAPED.matcher(identifier);
    while (matcher.find()) {
      String replacement =
          switch (matcher.group(1)) {
            case "underscores" -> "__";
            case "dot" -> ".";
            case "dash" -> "-";
            case "slash" -> "/";
            default -> {
              boolean whole = matcher.group().length() == identifier.length();
              yield whole && RESERVED.contains(matcher.group(1)) ? matcher.group(1) : null;
            }
          };
      if (replacement == null) {
        return null;
      }
      matcher.appendReplacement(property, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(property).toString();
  }
}
