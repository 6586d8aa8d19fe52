package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.YamlReader;
import io.lonejupiter.apiserver.request.Body;
import io.lonejupiter.apiserver.request.BodyRules;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoText;
import io.lonejupiter.apiserver.typed.ProtobufObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Reads request bodies. Pure. */
final class Bodies {
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final String HEADER_TYPE =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private Bodies() {}

  /** The object of a POST or PUT on a resource. */
  static Body object(ApiRequest request, ResourceType type) {
    boolean protobuf = request.contentType().equals(ProtobufObject.CONTENT_TYPE);
    return protobuf && BuiltIns.isTyped(type)
        ? protobuf(request.body(), type.apiVersion(), type.kind())
        : plain(request, type.kind());
  }

  /** An object that is not of a resource type; clients send reviews in Protocol Buffers only. */
  static Body object(ApiRequest request, String kind) {
    if (!request.contentType().equals(ProtobufObject.CONTENT_TYPE)) {
      return plain(request, kind);
    }
    String version = request.path().replaceFirst("^/apis?/", "").replaceFirst("/[^/]+$", "");
    return protobuf(request.body(), version.replaceFirst("/namespaces/.*", ""), kind);
  }

  private static Body protobuf(byte[] body, String apiVersion, String kind) {
    ObjectNode object = ProtobufBodies.object(body, apiVersion, kind);
    return new Body(object, GoText.json(object), "", List.of());
  }

  /**
   * @throws ApiException 415: neither YAML nor JSON, which it is when nothing is said
   */
  private static boolean isYaml(ApiRequest request) {
    return switch (request.contentType()) {
      case "application/yaml" -> true;
      case "", "application/json" -> false;
      default ->
          throw ApiException.unsupportedMediaType(
              "application/json, application/yaml, application/vnd.kubernetes.protobuf");
    };
  }

  /** As JSON or YAML. */
  private static Body plain(ApiRequest request, String kind) {
    boolean yaml = isYaml(request);
    try {
      return yaml ? yamlObject(request.body()) : jsonObject(request.body());
    } catch (IOException e) {
      throw BodyRules.unrecognized(kind, e.getMessage(), request.body());
    }
  }

  private static Body jsonObject(byte[] text) throws IOException {
    JsonReader.Document document;
    try {
      document = JsonReader.read(text);
    } catch (IOException e) {
      throw new IOException("couldn't get version/kind; json parse error: " + e.getMessage(), e);
    }
    String raw = text(text);
    return new Body(
        objectOf(document.root()),
        raw,
        raw,
        document.duplicates().stream().map(path -> "duplicate field \"" + path + "\"").toList());
  }

  private static Body yamlObject(byte[] text) throws IOException {
    YamlReader.Document document = YamlReader.read(text);
    List<String> complaints =
        document.duplicates().isEmpty()
            ? List.of()
            : List.of("yaml: unmarshal errors:\n  " + String.join("\n  ", document.duplicates()));
    ObjectNode object = objectOf(document.root());
    return new Body(object, GoText.json(object), text(text), complaints);
  }

  private static ObjectNode objectOf(JsonNode root) throws IOException {
    if (root.isNull()) {
      return Json.object();
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new IOException(
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + JsonReader.kind(root)
            + " into Go value of type "
            + HEADER_TYPE);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The configuration of a server-side apply. */
  static Body applied(ApiRequest request) {
    YamlReader.Document document;
    try {
      document = YamlReader.read(request.body());
    } catch (IOException e) {
      throw ApiException.badRequest(
          "error decoding YAML: error converting YAML to JSON: " + e.getMessage());
    }
    JsonNode root = document.root().isNull() ? Json.object() : document.root();
    if (!(root instanceof ObjectNode object)) {
      throw ApiException.badRequest(
          "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
              + JsonReader.kind(root)
              + " into Go value of type map[string]interface {}");
    }
    JsonReader.settle(object);
    return new Body(object, "", "", document.duplicates());
  }

  /** DeleteOptions; those of the query when there is no body. */
  static JsonNode deleteOptions(ApiRequest request) {
    if (request.body().length == 0) {
      return DeleteQuery.options(request);
    }
    if (request.contentType().equals(ProtobufObject.CONTENT_TYPE)) {
      return ProtobufBodies.object(request.body(), "v1", "DeleteOptions");
    }
    ObjectNode options = readDeleteOptions(request);
    String kind = options.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw ApiException.badRequest(
          "no kind \""
              + kind
              + "\" is registered for version \""
              + options.path("apiVersion").asText()
              + "\" in scheme"
              + " \"pkg/apis/meta/internalversion/scheme/register.go:27\"");
    }
    requireTypes(options);
    return options;
  }

  private static ObjectNode readDeleteOptions(ApiRequest request) {
    boolean yaml = isYaml(request);
    JsonNode root;
    try {
      root = yaml ? YamlReader.read(request.body()).root() : Json.parse(request.body());
    } catch (IOException e) {
      throw ApiException.badRequest("couldn't get version/kind; json parse error: " + firstLine(e));
    }
    try {
      return objectOf(root);
    } catch (IOException e) {
      throw ApiException.badRequest(firstLine(e));
    }
  }

  /** What is not of its type would otherwise be taken as not said, and something be deleted. */
  private static void requireTypes(ObjectNode options) {
    requireType(options, "dryRun", "[]string", JsonNode::isArray);
    for (JsonNode each : options.path("dryRun")) {
      requireType(each, "dryRun", "string", each.isTextual());
    }
    requireType(options, "gracePeriodSeconds", "int64", JsonNode::isIntegralNumber);
    requireType(options, "orphanDependents", "bool", JsonNode::isBoolean);
    requireType(options, "propagationPolicy", "v1.DeletionPropagation", JsonNode::isTextual);
    requireType(options, "preconditions", "v1.Preconditions", JsonNode::isObject);
    JsonNode preconditions = options.path("preconditions");
    if (preconditions instanceof ObjectNode object) {
      requireType(object, "uid", "preconditions.uid", "types.UID", JsonNode::isTextual);
      requireType(
          object,
          "resourceVersion",
          "preconditions.resourceVersion",
          "string",
          JsonNode::isTextual);
    }
  }

  private static void requireType(
      ObjectNode options, String field, String type, Predicate<JsonNode> fits) {
    requireType(options, field, field, type, fits);
  }

  private static void requireType(
      ObjectNode object, String field, String path, String type, Predicate<JsonNode> fits) {
    JsonNode value = object.path(field);
    requireType(value, path, type, value.isMissingNode() || value.isNull() || fits.test(value));
  }

  private static void requireType(JsonNode value, String path, String type, boolean fits) {
    if (!fits) {
      throw ApiException.badRequest(
          "json: cannot unmarshal "
              + JsonReader.kind(value)
              + " into Go struct field DeleteOptions."
              + path
              + " of type "
              + type);
    }
  }

  private static String firstLine(IOException e) {
    return e.getMessage().lines().findFirst().orElse(e.toString());
  }
}
