package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType.Naming;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import io.lonejupiter.apiserver.schema.Components;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a CustomResourceDefinition into one {@link ResourceType} per served version. Pure. */
final class Definition {
  private final JsonNode crd;
  private final JsonNode metadataSchema;
  private final Origin origin;
  private Schema storedSchema;

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
    Map<String, Schema> schemas = new HashMap<>();
    for (JsonNode version : served()) {
      schemas.put(apiVersion(version), schema(version.at("/schema/openAPIV3Schema")));
    }
    Map<String, Schema> all = Map.copyOf(schemas);
    return served().stream()
        .map(version -> type(version, all.get(apiVersion(version)), all))
        .toList();
  }

  private List<JsonNode> served() {
    List<JsonNode> served = new ArrayList<>();
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("served").asBoolean()) {
        served.add(version);
      }
    }
    return served;
  }

  private String apiVersion(JsonNode version) {
    String group = crd.at("/spec/group").asText("");
    return (group.isEmpty() ? "" : group + "/") + version.path("name").asText();
  }

  /** In the version that is stored, served or not. */
  ResourceType storedType() {
    return type(stored(), storedSchema(), Map.of(apiVersion(stored()), storedSchema()));
  }

  private ResourceType type(JsonNode version, Schema schema, Map<String, Schema> schemas) {
    String group = crd.at("/spec/group").asText("");
    String plural = crd.at("/spec/names/plural").asText();
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
        schema,
        schemas,
        subresources.has("status"),
        scale(subresources.path("scale")),
        columns(version.path("additionalPrinterColumns")),
        selectable,
        conversion(Conversion.versionOnly(apiVersion(version), apiVersion(stored())), schema),
        deprecation(group, version),
        isTrue(crd, "Terminating"));
  }

  /** What was stored under the only schema there ever was is as the schema has it. */
  private Conversion conversion(Conversion versions, Schema schema) {
    boolean onlyOne =
        crd.at("/spec/versions").size() == 1
            && crd.path("metadata").path("generation").asInt(1) == 1;
    return origin != Origin.CUSTOM || onlyOne
        ? versions
        : new SchemaConversion(versions, schema, storedSchema());
  }

  private String deprecation(String group, JsonNode version) {
    if (!version.path("deprecated").asBoolean()) {
      return "";
    }
    String name = version.path("name").asText();
    return version.path("deprecationWarning").asText(deprecated(group, name));
  }

  /** Names the best version that is better, if there is one. */
  private String deprecated(String group, String name) {
    String kind = crd.at("/spec/names/kind").asText();
    String best = name;
    for (JsonNode each : crd.at("/spec/versions")) {
      String other = each.path("name").asText();
      if (each.path("served").asBoolean()
          && !each.path("deprecated").asBoolean()
          && VersionOrder.HIGHEST_FIRST.compare(other, best) < 0) {
        best = other;
      }
    }
    String text = group + "/" + name + " " + kind + " is deprecated";
    return best.equals(name) ? text : text + "; use " + group + "/" + best + " " + kind;
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

  private Schema storedSchema() {
    if (storedSchema == null) {
      storedSchema = schema(stored().at("/schema/openAPIV3Schema"));
    }
    return storedSchema;
  }

  private JsonNode stored() {
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        return version;
      }
    }
    throw new IllegalArgumentException(
        Metadata.name(crd) + ": spec.versions: one version must have storage: true");
  }

  private Schema schema(JsonNode declared) {
    JsonNode root = origin == Origin.CUSTOM ? declared : Components.resolve(declared);
    ObjectNode whole = root.isObject() ? root.deepCopy() : Json.object();
    whole.put("type", "object");
    ObjectNode properties = whole.withObjectProperty("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.set("metadata", metadataSchema);
    return root == declared ? SchemaParser.parse(whole) : Components.parse(whole);
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
