package io.lonejupiter.cli.show;

import java.util.Map;
import java.util.stream.Collectors;

/** {@code export} lines that any POSIX shell evaluates to exactly the given values. */
public final class ShellExports {
  private ShellExports() {}

  /** One line each, in the order of the map. */
  public static String of(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> "export " + value.getKey() + "=" + quoted(value.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** In single quotes, in which nothing is special but the single quote itself. */
  static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
