package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Answers to writes at random, as they can be compared. Pure. */
final class RandomAnswer {
  private RandomAnswer() {}

  /** Without what two servers cannot have in common, and in an order of its own. */
  static JsonNode of(Side.Answer answer, Map<String, String> versions) {
    ObjectNode normal = Json.object().put("code", answer.code());
    answer.warnings().stream().sorted().forEach(w -> normal.withArrayProperty("warnings").add(w));
    JsonNode body = answer.body().deepCopy();
    if (body.path("metadata") instanceof ObjectNode metadata) {
      stand(metadata, "uid");
      stand(metadata, "creationTimestamp");
      if (metadata.has("resourceVersion")) {
        String name = metadata.path("name").asText() + "/";
        String version = metadata.path("resourceVersion").asText();
        if (!version.equals(versions.get(name))) {
          versions.merge(name + "count", "1", (old, one) -> Integer.parseInt(old) + 1 + "");
          versions.put(name, version);
        }
        metadata.put("resourceVersion", versions.get(name + "count"));
      }
      Map<String, JsonNode> managers = new TreeMap<>();
      for (JsonNode entry : metadata.path("managedFields")) {
        stand((ObjectNode) entry, "time");
        managers.put(
            entry.path("operation").asText()
                + entry.path("manager").asText()
                + entry.path("subresource").asText(),
            entry);
      }
      if (!managers.isEmpty()) {
        metadata.putArray("managedFields").addAll(managers.values());
      }
    }
    if (body.path("kind").asText().equals("Status") && body instanceof ObjectNode status) {
      status.set("message", TextNode.valueOf(sorted(status.path("message").asText())));
      List<JsonNode> causes = new ArrayList<>();
      for (JsonNode cause : status.at("/details/causes")) {
        ObjectNode plain = cause.deepCopy();
        plain.put("message", plain(cause.path("message").asText()));
        causes.add(plain);
      }
      if (!causes.isEmpty()) {
        causes.sort((a, b) -> a.toString().compareTo(b.toString()));
        ((ObjectNode) status.get("details")).putArray("causes").addAll(causes);
      }
    }
    normal.set("body", body);
    return normal;
  }

  /** The places where two answers differ. */
  static String distance(String at, JsonNode theirs, JsonNode ours) {
    if (theirs.equals(ours)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    if (theirs.isObject() && ours.isObject()) {
      Set<String> names = new TreeSet<>();
      theirs.fieldNames().forEachRemaining(names::add);
      ours.fieldNames().forEachRemaining(names::add);
      names.forEach(n -> text.append(distance(at + "/" + n, theirs.path(n), ours.path(n))));
    } else if (theirs.isArray() && ours.isArray() && theirs.size() == ours.size()) {
      for (int i = 0; i < theirs.size(); i++) {
        text.append(distance(at + "/" + i, theirs.get(i), ours.get(i)));
      }
    } else {
      text.append("%n    %s: %s | %s".formatted(at, theirs, ours));
    }
    return text.toString();
  }

  private static void stand(ObjectNode object, String field) {
    if (object.has(field)) {
      object.put(field, "<" + field + ">");
    }
  }

  /** Kubernetes walks through fields in no order of its own, so its sentences have none either. */
  private static String sorted(String message) {
    // A value of the wrong type is shown with nothing between its fields.
    String border = message.startsWith("failed to create typed") ? "" : "[\\s,\\[\\]]+";
    List<String> words = new ArrayList<>(List.of(plain(message).split(border)));
    words.sort(null);
    return String.join(" ", words);
  }

  /**
   * The text of a patched object has no order either, where a patch adds several fields; and of
   * several fields that no schema has Kubernetes names one, which is by chance.
   */
  private static String plain(String message) {
    int end = message.lastIndexOf("}\": ");
    String told =
        message.contains("is invalid: patch: ") || message.startsWith("Invalid value: \"{")
            ? message.substring(Math.max(0, end))
            : message;
    return told.replaceAll("\\.\\w+(: field not declared in schema)", "$1")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uid>")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "<time>")
        .replaceAll("(resourceVersion\\W+)\\d+", "$1<version>");
  }
}
