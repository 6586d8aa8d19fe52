package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words for an apply that would change fields of others. Pure. */
final class Conflicts {
  private Conflicts() {}

  static ApiException of(Map<Manager, FieldSet> conflicts) {
    Map<String, List<String>> fields = new TreeMap<>();
    conflicts.forEach((manager, set) -> fields.put(manager.shown(), set.paths()));
    ObjectNode details = Json.object();
    ArrayNode causes = details.putArray("causes");
    StringBuilder text = new StringBuilder();
    int count = fields.values().stream().mapToInt(List::size).sum();
    fields.forEach(
        (manager, paths) -> {
          text.append(text.isEmpty() ? "" : "\n");
          text.append(count == 1 ? "conflict" : "conflicts").append(" with ").append(manager);
          text.append(count == 1 ? ": " : ":");
          for (String path : paths) {
            text.append(count == 1 ? "" : "\n- ").append(path);
            causes
                .addObject()
                .put("reason", "FieldManagerConflict")
                .put("message", "conflict with " + manager)
                .put("field", path);
          }
        });
    String message =
        "Apply failed with " + count + (count == 1 ? " conflict: " : " conflicts: ") + text;
    return new ApiException(409, "Conflict", message, details);
  }
}
