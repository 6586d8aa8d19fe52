package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two answers deviate, one line for each place. */
final class Deviation {
  private Deviation() {}

  static String of(JsonNode theirs, JsonNode ours) {
    List<String> lines = new ArrayList<>();
    compare("", theirs, ours == null ? MissingNode.getInstance() : ours, lines);
    return String.join("\n", lines);
  }

  private static void compare(String path, JsonNode theirs, JsonNode ours, List<String> lines) {
    if (theirs.equals(ours)) {
      return;
    }
    if (theirs.isObject() && ours.isObject()) {
      Set<String> names = new TreeSet<>();
      theirs.fieldNames().forEachRemaining(names::add);
      ours.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(path + "/" + name, theirs.path(name), ours.path(name), lines));
    } else if (theirs.isArray() && ours.isArray()) {
      for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
        compare(path + "/" + i, theirs.path(i), ours.path(i), lines);
      }
    } else {
      lines.add("  " + path + ": " + shown(theirs) + " | " + shown(ours));
    }
  }

  private static String shown(JsonNode node) {
    if (node.isMissingNode()) {
      return "<nothing>";
    }
    boolean lines = node.isTextual() && node.asText().contains("\n");
    return lines ? "\n" + node.asText().indent(6) : node.toString();
  }
}
