package io.lonejupiter.apiserver.schema;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions of schemas. Pure. */
public final class Regex {
  private Regex() {}

  /** What is wrong with a pattern, in the words of Kubernetes as far as they have a match. */
  public static Optional<String> mistake(String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("error parsing regexp: " + words(e.getDescription(), pattern));
    }
  }

  private static String words(String description, String pattern) {
    String what =
        switch (description) {
          case "Unclosed group" -> "missing closing )";
          case "Unclosed character class" -> "missing closing ]";
          case "Unmatched closing ')'" -> "unexpected )";
          default ->
              description.startsWith("Dangling meta character")
                  ? "missing argument to repetition operator"
                  : description;
        };
    String shown =
        what.startsWith("missing argument")
            ? description.replaceAll(".*'(.)'.*", "$1")
            : what.equals("missing closing ]")
                ? pattern.substring(pattern.lastIndexOf('['))
                : pattern;
    return what + ": `" + shown + "`";
  }
}
