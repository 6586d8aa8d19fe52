package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which names of a definition are its own: those it has already, and those that nobody in its group
 * has. A name once given is kept until another one is both wanted and free. Pure.
 *
 * @param names for {@code status.acceptedNames}
 * @param reason of the condition NamesAccepted
 * @param message of the same
 */
record AcceptedNames(ObjectNode names, boolean accepted, String reason, String message) {

  /** Names that are taken by others of the group. */
  record Taken(Set<String> resources, Set<String> kinds) {
    /** Adds the names that a definition, or a built-in kind, has. */
    void add(JsonNode names) {
      resources.add(names.path("plural").asText(""));
      resources.add(names.path("singular").asText(""));
      names.path("shortNames").forEach(each -> resources.add(each.asText()));
      kinds.add(names.path("kind").asText(""));
      kinds.add(names.path("listKind").asText(""));
    }
  }

  static AcceptedNames of(JsonNode wanted, JsonNode before, Taken taken) {
    Deciding deciding = new Deciding(wanted, before);
    deciding.one("plural", "PluralConflict", taken.resources());
    deciding.one("singular", "SingularConflict", taken.resources());
    deciding.shortNames(taken.resources());
    deciding.one("kind", "KindConflict", taken.kinds());
    deciding.one("listKind", "ListKindConflict", taken.kinds());
    deciding.take("categories");
    return deciding.reason.isEmpty()
        ? new AcceptedNames(deciding.names, true, "NoConflicts", "no conflicts found")
        : new AcceptedNames(deciding.names, false, deciding.reason, deciding.message);
  }

  private static final class Deciding {
    private final JsonNode wanted;
    private final JsonNode before;
    private final ObjectNode names = Json.object();
    private String reason = "";
    private String message = "";

    Deciding(JsonNode wanted, JsonNode before) {
      this.wanted = wanted;
      this.before = before;
      names.put("plural", "").put("kind", "");
      before.properties().forEach(each -> names.set(each.getKey(), each.getValue()));
    }

    void take(String field) {
      JsonNode value = wanted.get(field);
      if (value == null) {
        names.remove(field);
      } else {
        names.set(field, value);
      }
    }

    void one(String field, String conflict, Set<String> taken) {
      String name = wanted.path(field).asText("");
      if (!name.equals(before.path(field).asText("")) && taken.contains(name)) {
        reason = conflict;
        message = inUse(name);
      } else {
        take(field);
      }
    }

    void shortNames(Set<String> taken) {
      List<String> own = new ArrayList<>();
      before.path("shortNames").forEach(each -> own.add(each.asText()));
      List<String> conflicts = new ArrayList<>();
      for (JsonNode each : wanted.path("shortNames")) {
        if (!own.contains(each.asText()) && taken.contains(each.asText())) {
          conflicts.add(inUse(each.asText()));
        }
      }
      if (conflicts.isEmpty()) {
        take("shortNames");
      } else {
        reason = "ShortNamesConflict";
        String all = String.join(", ", conflicts);
        message = conflicts.size() == 1 ? all : "[" + all + "]";
      }
    }

    private static String inUse(String name) {
      return "\"" + name + "\" is already in use";
    }
  }
}
