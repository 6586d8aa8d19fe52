package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType.Naming;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a CustomResourceDefinition into one {@link ResourceType} per served version. Pure. */
final class Definition {
  private final JsonNode crd;
  private final JsonNode metadataSchema;
  private final Origin origin;

  Definition(JsonNode crd, JsonNode metadataSchema, Origin origin) {
    this.crd = crd;
    this.metadataSchema = metadataSchema;
    this.origin = origin;
  }

  /**
   * @throws IllegalArgumentException the document is not a definition this server can serve
   */
  List<ResourceType> types() {
    String name = Metadata.name(crd);
    if (!"CustomResourceDefinition".equals(crd.path("kind").asText())
        || crd.at("/spec/names/plural").asText().isEmpty()
        || crd.at("/spec/names/kind").asText().isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a CustomResourceDefinition with spec.names.plural and kind");
    }
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("served").asBoolean()) {
        types.add(type(version));
      }
    }
    return types;
  }

  /** In the version that is stored, served or not. */
  ResourceType storedType() {
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        return type(version);
      }
    }
    throw new IllegalArgumentException(
        Metadata.name(crd) + ": spec.versions: one version must have storage: true");
  }

  private ResourceType type(JsonNode version) {
    String group = crd.at("/spec/group").asText("");
    String plural = crd.at("/spec/names/plural").asText();
    String prefix = group.isEmpty() ? "" : group + "/";
    JsonNode subresources = version.path("subresources");
    List<String> selectable = new ArrayList<>();
    version
        .path("selectableFields")
        .forEach(f -> selectable.add(f.path("jsonPath").asText().substring(1)));
    return new ResourceType(
        group,
        version.path("name").asText(),
        naming(),
        "Namespaced".equals(crd.at("/spec/scope").asText()),
        (group.isEmpty() ? "core" : group) + "/" + plural,
        origin,
        schema(version.at("/schema/openAPIV3Schema")),
        subresources.has("status"),
        scale(subresources.path("scale")),
        columns(version.path("additionalPrinterColumns")),
        selectable,
        Conversion.versionOnly(prefix + version.path("name").asText(), prefix + storedVersion()),
        deprecation(group, version),
        isTrue(crd, "Terminating"));
  }

  private String deprecation(String group, JsonNode version) {
    String kind = crd.at("/spec/names/kind").asText();
    if (!version.path("deprecated").asBoolean()) {
      return "";
    }
    return version
        .path("deprecationWarning")
        .asText(group + "/" + version.path("name").asText() + " " + kind + " is deprecated");
  }

  /** Whether the status says so. */
  static boolean isTrue(JsonNode crd, String condition) {
    for (JsonNode each : crd.at("/status/conditions")) {
      if (each.path("type").asText().equals(condition)) {
        return each.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private Naming naming() {
    JsonNode accepted = crd.at("/status/acceptedNames");
    JsonNode names =
        accepted.path("plural").asText("").isEmpty() ? crd.at("/spec/names") : accepted;
    String kind = names.path("kind").asText();
    return new Naming(
        kind,
        names.path("listKind").asText(kind + "List"),
        names.path("plural").asText(),
        names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
        texts(names.path("shortNames")),
        texts(names.path("categories")));
  }

  private String storedVersion() {
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        return version.path("name").asText();
      }
    }
    throw new IllegalArgumentException(
        Metadata.name(crd) + ": spec.versions: one version must have storage: true");
  }

  private Schema schema(JsonNode declared) {
    ObjectNode whole = declared.isObject() ? declared.deepCopy() : Json.object();
    whole.put("type", "object");
    ObjectNode properties = whole.withObjectProperty("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.set("metadata", metadataSchema);
    return SchemaParser.parse(whole);
  }

  private static ScalePaths scale(JsonNode scale) {
    if (!scale.isObject()) {
      return null;
    }
    String selector = scale.path("labelSelectorPath").asText("");
    return new ScalePaths(
        path(scale.path("specReplicasPath").asText()),
        path(scale.path("statusReplicasPath").asText()),
        selector.isEmpty() ? null : path(selector));
  }

  private static List<String> path(String dotted) {
    return List.of(dotted.substring(1).split("\\."));
  }

  private static List<Column> columns(JsonNode declared) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.nameColumn());
    for (JsonNode column : declared) {
      columns.add(
          Column.byPath(
              column.path("name").asText(),
              column.path("type").asText(),
              column.path("format").asText(""),
              column.path("description").asText(""),
              column.path("priority").asInt(0),
              column.path("jsonPath").asText()));
    }
    if (declared.isEmpty()) {
      columns.add(Column.ageColumn());
    }
    return columns;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(t -> texts.add(t.asText()));
    return texts;
  }
}
