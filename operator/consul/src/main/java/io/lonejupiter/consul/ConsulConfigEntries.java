package io.lonejupiter.consul;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Configuration entries of Consul's service mesh, as far as they are marked as ours. */
public final class ConsulConfigEntries {
  private final ConsulHttp http;

  public ConsulConfigEntries(ConsulHttp http) {
    this.http = http;
  }

  /** An entry of the same kind and name is there, and is not ours. */
  public static final class ForeignEntryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ForeignEntryException(String entry) {
      super(entry + " is there already and was not written by this cluster: delete it, or rename");
    }
  }

  /**
   * Makes the entries with a mark those that are given.
   *
   * @param mark name in their meta data
   * @param owner its value
   * @param kinds in the order in which they may be written
   * @param entries {@code kind/name} to JSON
   * @return how many were written or deleted
   * @throws ForeignEntryException nothing was written
   */
  public int make(String mark, String owner, List<String> kinds, Map<String, String> entries) {
    var ours = new TreeMap<String, JsonNode>();
    for (var kind : kinds) {
      for (var entry : http.get("/v1/config/" + kind).orFail(kind).json()) {
        var name = kind + "/" + entry.path("Name").asText();
        if (entry.path("Meta").path(mark).asText().equals(owner)) {
          ours.put(name, entry);
        } else if (entries.containsKey(name)) {
          throw new ForeignEntryException(name);
        }
      }
    }
    var changes = 0;
    for (var kind : kinds) {
      for (var entry : entries.entrySet()) {
        if (entry.getKey().startsWith(kind + "/")
            && !isPartOf(tree(entry.getValue()), ours.get(entry.getKey()))) {
          http.put("/v1/config", entry.getValue().getBytes(StandardCharsets.UTF_8))
              .orFail(entry.getKey());
          changes++;
        }
      }
    }
    var backwards = new ArrayList<>(kinds);
    Collections.reverse(backwards);
    for (var kind : backwards) {
      for (var name : ours.keySet()) {
        if (name.startsWith(kind + "/") && !entries.containsKey(name)) {
          http.delete("/v1/config/" + name).orFail(name);
          changes++;
        }
      }
    }
    return changes;
  }

  private static JsonNode tree(String json) {
    try {
      return ConsulHttp.JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  /** Consul adds fields of its own, and writes numbers and durations in its own way. */
  private static boolean isPartOf(JsonNode wanted, JsonNode there) {
    if (there == null) {
      return false;
    }
    if (wanted.isObject()) {
      for (var field : wanted.properties()) {
        if (!isPartOf(field.getValue(), there.get(field.getKey()))) {
          return false;
        }
      }
      return true;
    }
    if (wanted.isArray()) {
      if (wanted.size() != there.size()) {
        return false;
      }
      for (var index = 0; index < wanted.size(); index++) {
        if (!isPartOf(wanted.get(index), there.get(index))) {
          return false;
        }
      }
      return true;
    }
    return wanted.isNumber()
        ? wanted.asDouble() == there.asDouble()
        : wanted.asText().equals(there.asText());
  }
}
