package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Column;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.time.Instant;
import java.util.List;

/** Objects in the form a client asked for. Pure: the time is an argument. */
record Rendering(ResourceType type, Accept accept, String includeObject, Instant now) {

  /** One object as an answer of its own. */
  ObjectNode object(ObjectNode object) {
    return switch (accept) {
      case OBJECT -> object;
      case METADATA -> partial(object);
      case TABLE -> table(List.of(object), true, metadataOf(object));
    };
  }

  /** One object of a watch; columns are told with the first only. */
  ObjectNode event(ObjectNode object, boolean first) {
    return accept == Accept.TABLE
        ? table(List.of(object), first, metadataOf(object))
        : object(object);
  }

  /** A list with its metadata. */
  ObjectNode list(List<ObjectNode> objects, ObjectNode listMetadata) {
    if (accept == Accept.TABLE) {
      return table(objects, true, listMetadata);
    }
    ObjectNode list = Json.object();
    boolean partial = accept == Accept.METADATA;
    list.put("kind", partial ? "PartialObjectMetadataList" : type.naming().listKind());
    list.put("apiVersion", partial ? "meta.k8s.io/v1" : type.apiVersion());
    list.set("metadata", listMetadata);
    ArrayNode items = list.putArray("items");
    objects.forEach(object -> items.add(item(object(object))));
    return list;
  }

  /** In a list of a built-in kind the list alone says what the items are. */
  private ObjectNode item(ObjectNode object) {
    if (type.isCustom() || accept != Accept.OBJECT) {
      return object;
    }
    ObjectNode item = Json.object();
    item.setAll(object);
    return item.remove(List.of("apiVersion", "kind"));
  }

  private static ObjectNode metadataOf(JsonNode object) {
    ObjectNode metadata = Json.object();
    metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
    return metadata;
  }

  private static ObjectNode partial(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  private ObjectNode table(List<ObjectNode> objects, boolean withColumns, ObjectNode metadata) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.set("metadata", metadata);
    table.set("columnDefinitions", withColumns ? columns() : NullNode.getInstance());
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      for (Column column : type.columns()) {
        JsonNode cell = column.cell().of(object, now);
        cells.add(cell.isMissingNode() ? NullNode.getInstance() : cell);
      }
      if (includeObject.equals("Object")) {
        row.set("object", object);
      } else if (!includeObject.equals("None")) {
        row.set("object", partial(object));
      }
    }
    return table;
  }

  private ArrayNode columns() {
    ArrayNode columns = Json.object().arrayNode();
    for (Column column : type.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    return columns;
  }
}
