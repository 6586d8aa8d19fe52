package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules for a body before it is looked at as an object: header, address, unknown fields. */
final class BodyRules {
  private BodyRules() {}

  /** Checks apiVersion, kind, and that namespace and name fit the URL; fills in both. */
  static void address(ResourceType type, ObjectNode body, String namespace, String name) {
    header(type, body);
    String given = Metadata.namespace(body);
    if (!given.isEmpty() && !given.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String ownName = Metadata.name(body);
    if (!name.isEmpty() && !ownName.isEmpty() && !ownName.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + ownName
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
    Metadata.put(body, "namespace", namespace);
    if (!name.isEmpty()) {
      Metadata.put(body, "name", name);
    }
  }

  private static void header(ResourceType type, ObjectNode body) {
    String kind = body.path("kind").asText("");
    String apiVersion = body.path("apiVersion").asText("");
    if (kind.isEmpty() || apiVersion.isEmpty()) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + type.kind()
              + "): Object '"
              + (kind.isEmpty() ? "Kind" : "apiVersion")
              + "' is missing in '"
              + body
              + "'");
    }
    if (!apiVersion.equals(type.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    if (!kind.equals(type.kind())) {
      throw ApiException.invalid(
          new ApiException.Subject(type.group(), kind, Metadata.name(body)),
          List.of(FieldError.invalid("kind", kind, "must be " + type.kind())));
    }
    if (!body.path("metadata").isObject() && body.has("metadata")) {
      throw malformed(type, "metadata must be an object");
    }
  }

  /**
   * Reads a body of a built-in kind in place, as Go would; others are left as they are.
   *
   * @return warnings about what was dropped
   */
  static List<String> read(
      ResourceType type,
      ObjectNode body,
      List<String> duplicates,
      FieldValidation validation,
      boolean isPatch) {
    if (!BuiltIns.isTyped(type)) {
      return List.of();
    }
    if (!isPatch) {
      BuiltInHeader.check(type, body);
    }
    String shown = isPatch ? new String(Json.bytes(body), StandardCharsets.UTF_8) : "";
    List<String> complaints = new ArrayList<>();
    try {
      TypedJson.Read read = TypedJson.read(body, type.apiVersion(), type.kind());
      body.removeAll();
      body.setAll(read.object());
      read.unknown().forEach(path -> complaints.add("unknown field \"" + path + "\""));
      duplicates.forEach(path -> complaints.add("duplicate field \"" + path + "\""));
    } catch (IOException e) {
      throw isPatch ? badPatch(shown, e.getMessage()) : malformed(type, e.getMessage());
    }
    if (validation == FieldValidation.STRICT && !complaints.isEmpty()) {
      String strict = "strict decoding error: " + String.join(", ", complaints);
      throw isPatch ? badPatch(shown, strict) : malformed(type, strict);
    }
    return validation == FieldValidation.WARN ? complaints : List.of();
  }

  private static ApiException badPatch(String shown, String why) {
    return ApiException.invalid(
        new ApiException.Subject("", "", ""), List.of(FieldError.invalid("patch", shown, why)));
  }

  /** Removes unknown fields; answers the warnings about them, or fails when strict. */
  static List<String> prune(
      ResourceType type,
      ObjectNode body,
      List<String> duplicates,
      FieldValidation validation,
      boolean isPatch) {
    if (BuiltIns.isTyped(type)) {
      return List.of();
    }
    String shown = isPatch ? new String(Json.bytes(body), StandardCharsets.UTF_8) : "";
    List<String> complaints = new ArrayList<>();
    duplicates.forEach(path -> complaints.add("duplicate field \"" + path + "\""));
    Pruner.prune(type.schema(), body)
        .forEach(path -> complaints.add("unknown field \"" + path + "\""));
    if (complaints.isEmpty() || validation == FieldValidation.IGNORE) {
      return List.of();
    }
    if (validation == FieldValidation.WARN) {
      return complaints;
    }
    String strict = "strict decoding error: " + String.join(", ", complaints);
    throw isPatch
        ? ApiException.invalid(
            new ApiException.Subject("", "", ""),
            List.of(FieldError.invalid("patch", shown, strict)))
        : malformed(type, strict);
  }

  /** Metadata of a wrong shape is not an invalid object but no object at all. */
  static void metadataTypes(ResourceType type, JsonNode body) {
    if (BuiltIns.isTyped(type)) {
      return;
    }
    Schema metadata = type.schema().field("metadata");
    List<FieldError> errors = Validator.validate(metadata, body.path("metadata"));
    for (FieldError error : errors) {
      if (error.reason() == FieldError.Reason.TYPE_INVALID) {
        throw malformed(type, "metadata." + error.path() + ": " + error.detail());
      }
    }
  }

  private static ApiException malformed(ResourceType type, String why) {
    return ApiException.badRequest(
        type.kind()
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind()
            + ": "
            + why);
  }
}
