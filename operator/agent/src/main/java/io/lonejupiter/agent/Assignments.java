package io.lonejupiter.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a host shall run, as read from the store. Pure.
 *
 * @param readable by instance id
 * @param unreadable instance id to what is wrong with its document; what runs for it goes on
 * @param sentinel whether the sentinel key is there: without it the store has lost its data
 */
record Assignments(
    Map<String, Assignment> readable, Map<String, String> unreadable, boolean sentinel) {
  private static final String ID = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
  private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?";

  /** The same on disk. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Saved(int schema, Map<String, Assignment> assignments) {}

  static Assignments of(List<Entry> entries) {
    var readable = new TreeMap<String, Assignment>();
    var unreadable = new TreeMap<String, String>();
    var sentinel = false;
    for (var entry : entries) {
      var id = Keys.lastSegment(entry.key());
      if (Keys.isSentinel(entry.key())) {
        sentinel = true;
        continue;
      }
      try {
        var assignment = Documents.read(entry.key(), entry.value(), Assignment.class);
        var problem = problem(id, assignment);
        if (problem == null) {
          readable.put(id, assignment);
        } else {
          unreadable.put(id, entry.key() + ": " + problem);
        }
      } catch (UnreadableException e) {
        unreadable.put(id, e.getMessage());
      }
    }
    return new Assignments(readable, unreadable, sentinel);
  }

  boolean empty() {
    return readable.isEmpty() && unreadable.isEmpty();
  }

  /**
   * What keeps an assignment from being obeyed, or null. Names become file names, so they count.
   */
  static String problem(String id, Assignment assignment) {
    if (!id.matches(ID)) {
      return "'" + id + "' is no instance id";
    }
    if (!id.equals(assignment.instanceId())) {
      return "namespace and name say " + assignment.instanceId();
    }
    if (bad(assignment.app(), NAME)) {
      return "app: '" + assignment.app() + "' is no name";
    }
    if (bad(assignment.revision(), NAME)) {
      return "revision: '" + assignment.revision() + "' is no revision";
    }
    if (assignment.map() == null) {
      return "map is missing";
    }
    if (assignment.desired() == null) {
      return "desired is missing";
    }
    var artifact = assignment.artifact();
    if (artifact == null || artifact.source() == null || artifact.format() == null) {
      return "artifact, artifact.source or artifact.format is missing";
    }
    if (bad(artifact.sha256(), "[0-9a-f]{64}")) {
      return "artifact.sha256: '" + artifact.sha256() + "' is no SHA-256";
    }
    return artifact.version() == null ? "artifact.version is missing" : null;
  }

  private static boolean bad(String value, String pattern) {
    return value == null || !value.matches(pattern);
  }
}
