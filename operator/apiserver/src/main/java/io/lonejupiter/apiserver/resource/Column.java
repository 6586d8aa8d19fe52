package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Metadata;
import java.time.Instant;

/**
 * One column of a table.
 *
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param priority above 0 the column shows in wide output only
 */
public record Column(
    String name, String type, String format, String description, int priority, Cell cell) {

  /** Works out the cell of an object. Pure: the time is an argument. */
  public interface Cell {
    JsonNode of(JsonNode object, Instant now);
  }

  /** The first column of every table. */
  public static Column nameColumn() {
    return new Column(
        "Name",
        "string",
        "name",
        "Name must be unique within a namespace. Is required when creating resources, although some"
            + " resources may allow a client to request the generation of an appropriate name"
            + " automatically. Name is primarily intended for creation idempotence and configuration"
            + " definition. Cannot be updated. More info:"
            + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
        0,
        (object, now) -> TextNode.valueOf(Metadata.name(object)));
  }

  public static Column ageColumn() {
    return byPath(
        "Age", "date", "", "Time since the object was created", 0, ".metadata.creationTimestamp");
  }

  /** The column of an {@code additionalPrinterColumns} entry. */
  public static Column byPath(
      String name, String type, String format, String description, int priority, String path) {
    JsonPath compiled = JsonPath.compile(path);
    return new Column(
        name,
        type,
        format,
        description.isEmpty()
            ? "Custom resource definition column (in JSONPath format): " + path
            : description,
        priority,
        (object, now) -> render(type, compiled.first(object), now));
  }

  private static JsonNode render(String type, JsonNode value, Instant now) {
    if (value == null || value.isNull()) {
      return NullNode.getInstance();
    }
    return switch (type) {
      case "integer", "number" -> value.isNumber() ? value : NullNode.getInstance();
      case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
      case "date" -> TextNode.valueOf(Age.since(value.asText(), now));
      default -> TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
    };
  }
}
