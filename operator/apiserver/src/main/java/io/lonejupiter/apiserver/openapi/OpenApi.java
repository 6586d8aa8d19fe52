package io.lonejupiter.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Components;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * OpenAPI v3, one document per group and version, made from the schemas as Kubernetes makes them.
 * Each document is made when it is first asked for, then kept.
 */
public final class OpenApi {
  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String CONVENTIONS =
      "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
  private static final String API_VERSION =
      "APIVersion defines the versioned schema of this representation of an object. Servers should"
          + " convert recognized schemas to the latest internal value, and may reject unrecognized"
          + " values. "
          + CONVENTIONS
          + "#resources";
  private static final String KIND =
      "Kind is a string value representing the REST resource this object represents. Servers may"
          + " infer this from the endpoint the client submits requests to. Cannot be updated. In"
          + " CamelCase. "
          + CONVENTIONS
          + "#types-kinds";
  private static final String METADATA = "Standard object's metadata. " + CONVENTIONS + "#metadata";

  private final Map<String, List<ResourceType>> groups = new TreeMap<>();
  private final Map<String, Document> documents = new TreeMap<>();

  /**
   * A document and the hash of it.
   *
   * @param hash changes when the document does
   */
  public record Document(byte[] json, String hash) {
    /** Any bytes with their hash. */
    public static Document of(byte[] json) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(json);
        return new Document(json, HexFormat.of().withUpperCase().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-512", e);
      }
    }
  }

  public OpenApi(Registry registry) {
    for (ResourceType type : registry.types()) {
      String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
      groups.computeIfAbsent(path, ignored -> new ArrayList<>()).add(type);
    }
  }

  /** {@code GET /openapi/v3}. */
  public ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (String path : groups.keySet()) {
      String hash = document(path).orElseThrow().hash();
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash);
    }
    return index;
  }

  /** {@code GET /openapi/v3/<path>}; empty when there is no such group and version. */
  public synchronized Optional<Document> document(String path) {
    List<ResourceType> types = groups.get(path);
    return types == null
        ? Optional.empty()
        : Optional.of(
            documents.computeIfAbsent(path, ignored -> Document.of(Json.bytes(document(types)))));
  }

  private static ObjectNode document(List<ResourceType> types) {
    ObjectNode root = Json.object().put("openapi", "3.0.0");
    boolean custom = types.get(0).isCustom();
    root.putObject("info")
        .put("title", custom ? "Kubernetes CRD Swagger" : "Kubernetes")
        .put("version", custom ? "v0.1.0" : "v1");
    ObjectNode paths = root.putObject("paths");
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (ResourceType type : types) {
      new OperationPaths(type, schemaName(type)).addTo(paths);
      schemas.put(schemaName(type), schema(type));
      schemas.put(listName(type), listSchema(type));
    }
    addReferred(paths, schemas);
    List.copyOf(schemas.values()).forEach(schema -> addReferred(schema, schemas));
    ObjectNode all = root.putObject("components").putObject("schemas");
    schemas.forEach(all::set);
    return root;
  }

  /** All that a tree refers to, and what that refers to. */
  private static void addReferred(JsonNode tree, Map<String, JsonNode> schemas) {
    for (JsonNode ref : tree.findValues("$ref")) {
      String name = ref.asText("").replace(Components.PREFIX, "");
      Optional<JsonNode> found = Components.find(name);
      if (found.isPresent() && schemas.putIfAbsent(name, found.get()) == null) {
        addReferred(found.get(), schemas);
      }
    }
  }

  static String schemaName(ResourceType type) {
    if (type.isDefinition()) {
      return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1." + type.kind();
    }
    List<String> parts = new ArrayList<>();
    if (type.isCustom()) {
      parts.addAll(List.of(type.group().split("\\.")));
      Collections.reverse(parts);
    } else {
      parts.add("io.k8s.api." + (type.group().isEmpty() ? "core" : type.group().split("\\.")[0]));
    }
    parts.add(type.version());
    parts.add(type.kind());
    return String.join(".", parts);
  }

  static String listName(ResourceType type) {
    String name = schemaName(type);
    return name.substring(0, name.lastIndexOf('.') + 1) + type.naming().listKind();
  }

  static ObjectNode reference(String schema) {
    return Json.object().put("$ref", Components.PREFIX + schema);
  }

  private static ObjectNode schema(ResourceType type) {
    Optional<JsonNode> known = Components.find(schemaName(type));
    if (known.isPresent()) {
      return known.get().deepCopy();
    }
    ObjectNode schema = type.schema().raw().deepCopy();
    schema.path("properties").forEach(OpenApi::completeEmbedded);
    ObjectNode properties = schema.withObjectProperty("properties");
    properties.set("apiVersion", header(API_VERSION));
    properties.set("kind", header(KIND));
    properties.set("metadata", metadata());
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(type, type.kind()));
    return schema;
  }

  private static ObjectNode metadata() {
    ObjectNode metadata = Json.object().put("description", METADATA);
    metadata.putArray("allOf").add(reference(META + "ObjectMeta"));
    return metadata;
  }

  /** An embedded object has a header, whether its schema says so or not. */
  private static void completeEmbedded(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return;
    }
    completeEmbedded(object.path("items"));
    completeEmbedded(object.path("additionalProperties"));
    object.path("properties").forEach(OpenApi::completeEmbedded);
    if (object.path("x-kubernetes-embedded-resource").asBoolean()) {
      ObjectNode properties = object.withObjectProperty("properties");
      properties.set(
          "apiVersion",
          header(
              "apiVersion defines the versioned schema of this representation of an object. "
                  + CONVENTIONS
                  + "#resources"));
      properties.set(
          "kind",
          header(
              "kind is a string value representing the type of this object. In CamelCase. "
                  + CONVENTIONS
                  + "#types-kinds"));
      properties.set("metadata", metadata());
      List<String> required = new ArrayList<>();
      object.path("required").forEach(each -> required.add(each.asText()));
      for (String field : List.of("kind", "apiVersion")) {
        if (!required.contains(field)) {
          object.withArrayProperty("required").add(field);
        }
      }
    }
  }

  private static JsonNode header(String description) {
    return Json.object().put("description", description).put("type", "string");
  }

  private static ObjectNode listSchema(ResourceType type) {
    ObjectNode schema = Json.object().put("type", "object");
    schema.put("description", type.naming().listKind() + " is a list of " + type.kind());
    schema.putArray("required").add("items");
    ObjectNode properties = schema.putObject("properties");
    properties.set("apiVersion", header(API_VERSION));
    ObjectNode items = properties.putObject("items");
    items.put("description", "List of " + type.plural() + ".").put("type", "array");
    items.set("items", reference(schemaName(type)));
    properties.set("kind", header(KIND));
    ObjectNode metadata =
        properties.putObject("metadata").put("description", "Metadata of a list.");
    metadata.putArray("allOf").add(reference(META + "ListMeta"));
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(type, type.naming().listKind()));
    if (type.isCustom() && !type.selectableFields().isEmpty()) {
      var selectable = schema.putArray("x-kubernetes-selectable-fields");
      type.selectableFields().forEach(each -> selectable.addObject().put("fieldPath", each));
    }
    return schema;
  }

  static ObjectNode gvk(ResourceType type, String kind) {
    return Json.object()
        .put("group", type.group())
        .put("kind", kind)
        .put("version", type.version());
  }
}
