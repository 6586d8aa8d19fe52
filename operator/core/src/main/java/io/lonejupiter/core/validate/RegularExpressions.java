package io.lonejupiter.core.validate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Regular expressions that a route may have: those of RE2, which Kubernetes' own rules use, less
 * what HAProxy's PCRE reads otherwise. One that HAProxy refused would refuse all of its
 * configuration.
 */
public final class RegularExpressions {
  private static final String UNCERTAIN = ".*\\\\[pPCx].*";

  private RegularExpressions() {}

  /** Whether an expression matches all of a value. */
  public static boolean matches(String expression, String value) {
    return Pattern.compile(expression).matcher(value).matches();
  }

  /** The reason why an expression cannot be used. */
  public static Optional<String> problem(String expression) {
    if (expression.chars().anyMatch(character -> character < 0x20 || character > 0x7e)) {
      return Optional.of("a regular expression must be visible ASCII");
    }
    if (expression.matches(UNCERTAIN)) {
      return Optional.of("a regular expression must do without \\p, \\P, \\C and \\x");
    }
    try {
      Pattern.compile(expression);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("it is no regular expression in the syntax of RE2: " + e.getMessage());
    }
  }
}
