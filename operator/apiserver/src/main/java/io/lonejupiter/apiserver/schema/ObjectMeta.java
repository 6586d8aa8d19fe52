package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metadata of objects, as the API server of Kubernetes reads and writes it: by the fields of
 * {@code v1.ObjectMeta}, without what is empty. Pure.
 */
public final class ObjectMeta {
  private enum Type {
    TEXT,
    WHOLE,
    FLAG,
    TIME,
    TEXTS,
    MAP,
    OWNERS,
    MANAGERS,
    RAW
  }

  private static final Map<String, Type> META =
      Map.ofEntries(
          Map.entry("name", Type.TEXT),
          Map.entry("generateName", Type.TEXT),
          Map.entry("namespace", Type.TEXT),
          Map.entry("selfLink", Type.TEXT),
          Map.entry("uid", Type.TEXT),
          Map.entry("resourceVersion", Type.TEXT),
          Map.entry("generation", Type.WHOLE),
          Map.entry("deletionGracePeriodSeconds", Type.WHOLE),
          Map.entry("creationTimestamp", Type.TIME),
          Map.entry("deletionTimestamp", Type.TIME),
          Map.entry("labels", Type.MAP),
          Map.entry("annotations", Type.MAP),
          Map.entry("finalizers", Type.TEXTS),
          Map.entry("ownerReferences", Type.OWNERS),
          Map.entry("managedFields", Type.MANAGERS));
  private static final Map<String, Type> OWNER =
      Map.of(
          "apiVersion",
          Type.TEXT,
          "kind",
          Type.TEXT,
          "name",
          Type.TEXT,
          "uid",
          Type.TEXT,
          "controller",
          Type.FLAG,
          "blockOwnerDeletion",
          Type.FLAG);
  private static final Map<String, Type> MANAGER =
      Map.of(
          "manager",
          Type.TEXT,
          "operation",
          Type.TEXT,
          "apiVersion",
          Type.TEXT,
          "time",
          Type.TIME,
          "fieldsType",
          Type.TEXT,
          "fieldsV1",
          Type.RAW,
          "subresource",
          Type.TEXT);

  private final List<String> unknown = new ArrayList<>();

  private ObjectMeta() {}

  /**
   * @param metadata as it is kept
   * @param unknown the paths of fields that metadata does not have, below {@code metadata}
   */
  public record Read(ObjectNode metadata, List<String> unknown) {}

  /**
   * @throws IOException the metadata is not of the right shape; the message says what is wrong
   */
  public static Read read(JsonNode metadata) throws IOException {
    if (metadata.isNull()) {
      return new Read(JsonNodeFactory.instance.objectNode(), List.of());
    }
    if (!metadata.isObject()) {
      throw new IOException(
          "json: cannot unmarshal "
              + JsonReader.kind(metadata)
              + " into Go value of type v1.ObjectMeta");
    }
    ObjectMeta reader = new ObjectMeta();
    ObjectNode read = reader.fields("ObjectMeta", META, metadata, "metadata.", "");
    reader.unknown.sort(null);
    return new Read(read, List.copyOf(reader.unknown));
  }

  private ObjectNode fields(
      String struct, Map<String, Type> types, JsonNode object, String path, String outer)
      throws IOException {
    Map<String, JsonNode> sorted = new TreeMap<>();
    object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      Type type = types.get(field.getKey());
      String name = field.getKey();
      if (type == null) {
        unknown.add(path + name);
      } else if (!field.getValue().isNull()) {
        JsonNode value =
            value(struct + "." + outer + name, type, name, field.getValue(), path + name);
        if (value != null) {
          read.set(name, value);
        }
      }
    }
    return read;
  }

  private JsonNode value(String go, Type type, String name, JsonNode value, String path)
      throws IOException {
    return switch (type) {
      case TEXT -> {
        require(value.isTextual(), value, go, name.equals("uid") ? "types.UID" : "string");
        yield value.textValue().isEmpty() ? null : value;
      }
      case WHOLE -> {
        require(value.isNumber(), value, go, "int64");
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
          throw new IOException(
              "json: cannot unmarshal number "
                  + GoText.plain(value)
                  + " into Go struct field "
                  + go
                  + " of type int64");
        }
        yield value.longValue() == 0 && name.equals("generation") ? null : value;
      }
      case FLAG -> {
        require(value.isBoolean(), value, go, "bool");
        yield value;
      }
      case TIME -> time(value);
      case RAW -> value;
      case TEXTS -> texts(go, value);
      case MAP -> map(go, value);
      case OWNERS -> {
        require(value.isArray(), value, go, "[]v1.OwnerReference");
        ArrayNode owners = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < value.size(); i++) {
          owners.add(owner(go, value.get(i), path + "[" + i + "]."));
        }
        yield owners.isEmpty() ? null : owners;
      }
      case MANAGERS -> {
        require(value.isArray(), value, go, "[]v1.ManagedFieldsEntry");
        ArrayNode managers = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < value.size(); i++) {
          JsonNode entry = value.get(i);
          require(entry.isObject() || entry.isNull(), entry, go, "v1.ManagedFieldsEntry");
          managers.add(
              fields(
                  "ManagedFieldsEntry", MANAGER, entry, path + "[" + i + "].", "managedFields."));
        }
        yield managers.isEmpty() ? null : managers;
      }
    };
  }

  private ObjectNode owner(String go, JsonNode owner, String path) throws IOException {
    require(owner.isObject() || owner.isNull(), owner, go, "v1.OwnerReference");
    ObjectNode read = fields("OwnerReference", OWNER, owner, path, "ownerReferences.");
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("apiVersion", "kind", "name", "uid")) {
      whole.put(name, read.path(name).asText(""));
    }
    return whole.setAll(read);
  }

  private static JsonNode texts(String go, JsonNode value) throws IOException {
    require(value.isArray(), value, go, "[]string");
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    for (JsonNode text : value) {
      require(text.isTextual() || text.isNull(), text, go, "string");
      texts.add(text.isNull() ? "" : text.textValue());
    }
    return texts.isEmpty() ? null : texts;
  }

  private static JsonNode map(String go, JsonNode value) throws IOException {
    require(value.isObject(), value, go, "map[string]string");
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    Map<String, JsonNode> sorted = new TreeMap<>();
    value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      JsonNode text = field.getValue();
      require(text.isTextual() || text.isNull(), text, go, "string");
      map.put(field.getKey(), text.isNull() ? "" : text.textValue());
    }
    return map.isEmpty() ? null : map;
  }

  private static JsonNode time(JsonNode value) throws IOException {
    if (!value.isTextual()) {
      throw new IOException(
          "json: cannot unmarshal " + JsonReader.kind(value) + " into Go value of type string");
    }
    String text = value.textValue();
    try {
      return JsonNodeFactory.instance.textNode(
          OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
    } catch (DateTimeException e) {
      throw new IOException(
          "parsing time "
              + GoText.quoted(text)
              + " as \"2006-01-02T15:04:05Z07:00\": cannot parse "
              + GoText.quoted(text)
              + " as \"2006\"",
          e);
    }
  }

  private static void require(boolean fits, JsonNode value, String go, String type)
      throws IOException {
    if (!fits) {
      throw new IOException(
          "json: cannot unmarshal "
              + JsonReader.kind(value)
              + " into Go struct field "
              + go
              + " of type "
              + type);
    }
  }
}
