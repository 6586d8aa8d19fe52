package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Column;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Objects in the form a client asked for. Pure: the time is an argument. */
record Rendering(ResourceType type, Accept accept, String includeObject, Instant now) {
  private static final Set<String> INCLUDES = Set.of("", "None", "Metadata", "Object");

  /**
   * @throws ApiException 400 for a table with something else than is known
   */
  Rendering {
    if (accept.form() == Accept.Form.TABLE && !INCLUDES.contains(includeObject)) {
      throw ApiException.badRequest(
          "Unable to convert to Table as requested: includeObject: Invalid value: \""
              + includeObject
              + "\": must be 'Metadata', 'Object', 'None', or empty");
    }
  }

  /** One object as an answer of its own. */
  ObjectNode object(ObjectNode object) {
    return switch (accept.form()) {
      case OBJECT -> object;
      case METADATA -> partial(object);
      case METADATA_LIST -> throw noList();
      case TABLE -> table(List.of(object), true, metadataOf(object));
    };
  }

  private ApiException noList() {
    return type.isCustom()
        ? new ApiException(500, "", "content is not a list", null)
        : new ApiException(
            406,
            "NotAcceptable",
            "you requested PartialObjectMetadataList, but the requested object is not a list (*"
                + type.version()
                + "."
                + type.kind()
                + ")",
            null);
  }

  /** One object of a watch; columns are told with the first only. */
  ObjectNode event(ObjectNode object, boolean first) {
    return switch (accept.form()) {
      case OBJECT -> object;
      case METADATA, METADATA_LIST -> partial(object);
      case TABLE -> table(List.of(object), first, metadataOf(object));
    };
  }

  /** A list with its metadata. */
  ObjectNode list(List<ObjectNode> objects, ObjectNode listMetadata) {
    if (accept.form() == Accept.Form.TABLE) {
      return table(objects, true, withoutEmptyContinue(listMetadata));
    }
    if (accept.form() == Accept.Form.METADATA) {
      throw Accept.notAcceptable(
          "you requested PartialObjectMetadata, but the requested object is a list ("
              + (type.isCustom() ? "*unstructured.UnstructuredList" : "*v1." + listKind())
              + ")");
    }
    ObjectNode list = Json.object();
    boolean partial = accept.form() == Accept.Form.METADATA_LIST;
    list.put("kind", partial ? "PartialObjectMetadataList" : listKind());
    list.put("apiVersion", partial ? accept.formApiVersion() : type.apiVersion());
    list.set("metadata", partial ? withoutEmptyContinue(listMetadata) : listMetadata);
    ArrayNode items = list.putArray("items");
    objects.forEach(object -> items.add(partial ? partial(object) : item(object)));
    return list;
  }

  private String listKind() {
    return type.naming().listKind();
  }

  Rendering at(Instant time) {
    return new Rendering(type, accept, includeObject, time);
  }

  /** The built-in kinds have Go types of their own, whose lists do not repeat the kind. */
  private ObjectNode item(ObjectNode object) {
    return type.isCustom() ? object : untyped(object);
  }

  /** The object without kind and version. */
  static ObjectNode untyped(ObjectNode object) {
    ObjectNode item = Json.object();
    item.setAll(object);
    item.remove(List.of("kind", "apiVersion"));
    return item;
  }

  private static ObjectNode withoutEmptyContinue(ObjectNode metadata) {
    if (metadata.path("continue").asText().isEmpty()) {
      metadata.remove("continue");
    }
    return metadata;
  }

  private static ObjectNode metadataOf(JsonNode object) {
    ObjectNode metadata = Json.object();
    metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
    return metadata;
  }

  private ObjectNode partial(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", accept.formApiVersion());
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  private ObjectNode table(List<ObjectNode> objects, boolean withColumns, ObjectNode metadata) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", accept.formApiVersion());
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
      row.set(
          "object",
          switch (includeObject) {
            case "Object" -> object;
            case "None" -> NullNode.getInstance();
            default -> partial(object);
          });
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
