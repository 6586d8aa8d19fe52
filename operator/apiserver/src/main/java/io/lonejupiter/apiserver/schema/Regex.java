package io.lonejupiter.apiserver.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Regular expressions of schemas are those of RE2, as in Kubernetes: matching takes time that grows
 * with the text alone, whatever the pattern. Pure.
 */
public final class Regex {
  /** What a closing parenthesis too many is called in Java. */
  private static final String UNDERFLOW = "regexp/syntax: internal error: `stack underflow`";

  private Regex() {}

  /** What is wrong with a pattern, in the words of Kubernetes. */
  public static Optional<String> mistake(String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getMessage().replace(UNDERFLOW, "unexpected ): `" + pattern + "`"));
    }
  }
}
