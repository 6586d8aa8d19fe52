package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table columns of the built-in kinds, as kubectl users know them. Pure. */
final class BuiltInColumns {
  private static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          "Time since the object was created",
          0,
          (o, now) ->
              text(Age.since(o.path("metadata").path("creationTimestamp").asText(""), now)));

  private static final List<Column> EVENT =
      List.of(
          new Column(
              "Last Seen",
              "string",
              "",
              "Time of the last occurrence",
              0,
              (e, now) -> text(Age.since(lastSeen(e), now))),
          path("Type", "string", 0, ".type"),
          path("Reason", "string", 0, ".reason"),
          new Column("Object", "string", "", "What the event is about", 0, BuiltInColumns::about),
          path("Subobject", "string", 1, ".involvedObject.fieldPath"),
          new Column("Source", "string", "", "Who reported it", 1, BuiltInColumns::source),
          new Column(
              "Message",
              "string",
              "",
              "What happened",
              0,
              (e, now) -> text(e.path("message").asText("").strip())),
          new Column(
              "First Seen",
              "string",
              "",
              "Time of the first occurrence",
              1,
              (e, now) -> text(Age.since(firstSeen(e), now))),
          new Column(
              "Count",
              "string",
              "",
              "How often it happened",
              1,
              (e, now) -> IntNode.valueOf(count(e))),
          new Column(
              "Name",
              "string",
              "name",
              "Name of the event",
              1,
              (e, now) -> e.path("metadata").path("name")));

  private static final Map<String, List<Column>> BY_PLURAL =
      Map.of(
          "events", EVENT,
          "pods", PodColumns.ALL,
          "namespaces", named(path("Status", "string", 0, ".status.phase")),
          "configmaps",
              named(
                  new Column(
                      "Data",
                      "string",
                      "",
                      "Number of entries",
                      0,
                      (o, now) ->
                          IntNode.valueOf(o.path("data").size() + o.path("binaryData").size()))),
          "secrets",
              named(
                  path("Type", "string", 0, ".type"),
                  new Column(
                      "Data",
                      "string",
                      "",
                      "Number of entries",
                      0,
                      (o, now) -> IntNode.valueOf(o.path("data").size()))),
          "serviceaccounts",
              named(
                  new Column(
                      "Secrets",
                      "string",
                      "",
                      "Number of secrets",
                      0,
                      (o, now) -> IntNode.valueOf(o.path("secrets").size()))),
          "services",
              named(
                  path("Type", "string", 0, ".spec.type"),
                  path("Cluster-IP", "string", 0, ".spec.clusterIP")),
          "leases", named(path("Holder", "string", 0, ".spec.holderIdentity")),
          "customresourcedefinitions",
              List.of(
                  Column.nameColumn(),
                  path("Created At", "string", 0, ".metadata.creationTimestamp")));

  private BuiltInColumns() {}

  static List<Column> of(String plural) {
    return BY_PLURAL.getOrDefault(plural, List.of(Column.nameColumn(), AGE));
  }

  private static List<Column> named(Column... between) {
    List<Column> all = new ArrayList<>();
    all.add(Column.nameColumn());
    all.addAll(List.of(between));
    all.add(AGE);
    return List.copyOf(all);
  }

  private static Column path(String name, String type, int priority, String path) {
    JsonPath compiled = JsonPath.compile(path);
    return new Column(
        name,
        type,
        "",
        "The value of " + path.substring(1),
        priority,
        (object, now) -> {
          JsonNode value = compiled.first(object);
          return text(value == null || value.isNull() ? "" : value.asText());
        });
  }

  private static JsonNode about(JsonNode event, Instant now) {
    JsonNode object = event.path("involvedObject");
    String kind = object.path("kind").asText("").toLowerCase(Locale.ROOT);
    String name = object.path("name").asText("");
    return text(name.isEmpty() ? kind : kind + "/" + name);
  }

  private static JsonNode source(JsonNode event, Instant now) {
    String component = event.path("source").path("component").asText("");
    if (component.isEmpty()) {
      component = event.path("reportingComponent").asText("");
    }
    String host = event.path("source").path("host").asText("");
    return text(host.isEmpty() ? component : component + ", " + host);
  }

  private static String lastSeen(JsonNode event) {
    String series = event.path("series").path("lastObservedTime").asText("");
    return first(series, event.path("lastTimestamp").asText(""), firstSeen(event));
  }

  private static String firstSeen(JsonNode event) {
    return first(
        event.path("firstTimestamp").asText(""),
        event.path("eventTime").asText(""),
        event.path("metadata").path("creationTimestamp").asText(""));
  }

  private static int count(JsonNode event) {
    int series = event.path("series").path("count").asInt(0);
    return Math.max(1, Math.max(series, event.path("count").asInt(0)));
  }

  private static String first(String... texts) {
    for (String text : texts) {
      if (!text.isEmpty() && !text.equals("null")) {
        return text;
      }
    }
    return "";
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }
}
