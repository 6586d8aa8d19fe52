package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/** The {@code fieldPath} of a rule: a JSON path of names and keys alone. */
final class FieldPath {
  private FieldPath() {}

  /** As it is shown in an error; null when it does not lead to a field of the schema. */
  static String of(String written, Schema schema) {
    StringBuilder path = new StringBuilder();
    List<String> tokens = tokens(written.strip());
    Schema at = schema;
    int next = 0;
    while (next < tokens.size()) {
      String name;
      if (tokens.get(next).equals(".") && next + 1 < tokens.size()) {
        name = tokens.get(next + 1);
        next += 2;
      } else if (tokens.get(next).equals("[")
          && next + 2 < tokens.size()
          && tokens.get(next + 2).equals("]")) {
        name = unquoted(tokens.get(next + 1));
        next += 3;
      } else {
        return null;
      }
      boolean named = !at.properties().isEmpty();
      at = name == null ? null : named ? at.properties().get(name) : at.additional();
      if (at == null) {
        return null;
      }
      if (!named) {
        path.append('[').append(name).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(name);
      }
    }
    return path.toString();
  }

  private static List<String> tokens(String path) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < path.length()) {
      int end = at + 1;
      char first = path.charAt(at);
      if (first == '\'') {
        while (end < path.length() && (path.charAt(end) != '\'' || path.charAt(end - 1) == '\\')) {
          end++;
        }
        end = Math.min(end + 1, path.length());
      } else if (".[]".indexOf(first) < 0) {
        while (end < path.length() && ".[]".indexOf(path.charAt(end)) < 0) {
          end++;
        }
      }
      tokens.add(path.substring(at, end));
      at = end;
    }
    return tokens;
  }

  private static String unquoted(String token) {
    if (token.length() < 2 || !token.startsWith("'") || !token.endsWith("'")) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < token.length() - 1; i++) {
      char c = token.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      i++;
      int escape = "abfnrtv'\\".indexOf(token.charAt(i));
      if (escape < 0) {
        return null;
      }
      text.append("\u0007\b\f\n\r\t\u000b'\\".charAt(escape));
    }
    return text.toString();
  }
}
