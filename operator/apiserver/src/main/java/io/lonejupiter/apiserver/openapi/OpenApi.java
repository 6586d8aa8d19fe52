package io.lonejupiter.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OpenAPI v3, one document per group and version, made from the schemas: enough for {@code kubectl
 * apply}, {@code explain} and {@code edit}. Made once; immutable.
 */
public final class OpenApi {
  private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

  private final Map<String, byte[]> documents = new LinkedHashMap<>();
  private final ObjectNode index = Json.object();

  public OpenApi(Registry registry) {
    Map<String, List<ResourceType>> groups = new LinkedHashMap<>();
    for (ResourceType type : registry.types()) {
      String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
      groups.computeIfAbsent(path, ignored -> new ArrayList<>()).add(type);
    }
    ObjectNode paths = index.putObject("paths");
    groups.forEach(
        (path, types) -> {
          byte[] document = Json.bytes(document(types));
          documents.put(path, document);
          paths
              .putObject(path)
              .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(document));
        });
  }

  /** {@code GET /openapi/v3}. */
  public ObjectNode index() {
    return index;
  }

  /** {@code GET /openapi/v3/<path>}; empty when there is no such group and version. */
  public Optional<byte[]> document(String path) {
    return Optional.ofNullable(documents.get(path));
  }

  private static ObjectNode document(List<ResourceType> types) {
    ObjectNode root = Json.object().put("openapi", "3.0.0");
    root.putObject("info").put("title", "Kubernetes").put("version", "v1");
    ObjectNode paths = root.putObject("paths");
    ObjectNode schemas = root.putObject("components").putObject("schemas");
    for (ResourceType type : types) {
      new OperationPaths(type, reference(schemaName(type))).addTo(paths);
      schemas.set(schemaName(type), schema(type));
      schemas.set(schemaName(type) + "List", listSchema(type));
      schemas.set(OBJECT_META, type.schema().field("metadata").raw());
    }
    schemas.set(LIST_META, listMeta());
    return root;
  }

  private static String schemaName(ResourceType type) {
    List<String> parts = new ArrayList<>();
    if (type.isCustom()) {
      parts.addAll(List.of(type.group().split("\\.")));
      java.util.Collections.reverse(parts);
    } else {
      parts.add("io.k8s.api." + (type.group().isEmpty() ? "core" : type.group().split("\\.")[0]));
    }
    parts.add(type.version());
    parts.add(type.kind());
    return String.join(".", parts);
  }

  static ObjectNode reference(String schema) {
    return Json.object().put("$ref", "#/components/schemas/" + schema);
  }

  private static ObjectNode schema(ResourceType type) {
    ObjectNode schema = type.schema().raw().deepCopy();
    ObjectNode properties = schema.withObjectProperty("properties");
    properties.set("apiVersion", header("The version of the schema of this object."));
    properties.set("kind", header("The kind of this object."));
    ObjectNode metadata = properties.putObject("metadata");
    metadata.put("description", "Standard object's metadata.");
    metadata.putArray("allOf").add(reference(OBJECT_META));
    metadata.putObject("default");
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(type, type.kind()));
    return schema;
  }

  private static JsonNode header(String description) {
    return Json.object().put("description", description).put("type", "string");
  }

  private static ObjectNode listSchema(ResourceType type) {
    ObjectNode schema = Json.object().put("type", "object");
    schema.put("description", "A list of " + type.kind());
    schema.putArray("required").add("items");
    ObjectNode properties = schema.putObject("properties");
    properties.set("apiVersion", header("The version of the schema of this list."));
    properties.set("kind", header("The kind of this list."));
    properties.set("metadata", reference(LIST_META));
    properties.putObject("items").put("type", "array").set("items", reference(schemaName(type)));
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(type, type.naming().listKind()));
    return schema;
  }

  static ObjectNode gvk(ResourceType type, String kind) {
    return Json.object()
        .put("group", type.group())
        .put("kind", kind)
        .put("version", type.version());
  }

  private static ObjectNode listMeta() {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String field : List.of("continue", "resourceVersion", "selfLink")) {
      properties.putObject(field).put("type", "string");
    }
    properties.putObject("remainingItemCount").put("type", "integer").put("format", "int64");
    return schema;
  }

  private static String hash(byte[] document) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(document);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
