package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fields of others that an apply would change. Pure.
 *
 * @param fields by manager
 */
record Conflicts(Map<Manager, FieldSet> fields) {

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** What is left of them without some fields. */
  Conflicts except(FieldSet allowed) {
    Map<Manager, FieldSet> left = new TreeMap<>(Comparator.comparing(Manager::sortKey));
    fields.forEach(
        (manager, set) -> {
          FieldSet rest = set.minus(allowed);
          if (!rest.isEmpty()) {
            left.put(manager, rest);
          }
        });
    return new Conflicts(left);
  }

  ApiException refusal() {
    List<Manager> managers = new ArrayList<>(fields.keySet());
    managers.sort(Comparator.comparing(Manager::sortKey));
    ObjectNode details = Json.object();
    ArrayNode causes = details.putArray("causes");
    List<String> lines = new ArrayList<>();
    for (Manager manager : managers) {
      lines.add("conflicts with " + manager.shown() + ":");
      for (String path : fields.get(manager).paths()) {
        lines.add("- " + path);
        causes
            .addObject()
            .put("reason", "FieldManagerConflict")
            .put("message", "conflict with " + manager.shown())
            .put("field", path);
      }
    }
    String text =
        causes.size() == 1
            ? "conflict with "
                + managers.get(0).shown()
                + ": "
                + causes.get(0).path("field").asText()
            : String.join("\n", lines);
    String message =
        "Apply failed with "
            + causes.size()
            + (causes.size() == 1 ? " conflict: " : " conflicts: ")
            + text;
    return new ApiException(409, "Conflict", message, details);
  }
}
