package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.DuplicateFields;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.util.List;

/** Reads request bodies. Pure. */
final class Bodies {
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  /** An object and the fields its text gives twice. */
  record Parsed(ObjectNode object, List<String> duplicates) {}

  private Bodies() {}

  /** The object of a POST or PUT, as JSON or YAML. */
  static Parsed object(ApiRequest request, String kind) {
    boolean yaml = request.contentType().equals("application/yaml");
    if (!yaml
        && !request.contentType().isEmpty()
        && !request.contentType().equals("application/json")) {
      throw ApiException.unsupportedMediaType("application/json, application/yaml");
    }
    try {
      JsonNode node = yaml ? Json.parseYaml(request.body()) : Json.parse(request.body());
      if (!(node instanceof ObjectNode object)) {
        throw new IOException("the body is not an object");
      }
      return new Parsed(object, yaml ? List.of() : DuplicateFields.in(request.body()));
    } catch (IOException e) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + kind
              + "): couldn't get version/kind; json parse error: "
              + firstLine(e));
    }
  }

  /** The document of a JSON or merge patch. */
  static JsonNode patch(ApiRequest request) {
    try {
      return Json.parse(request.body());
    } catch (IOException e) {
      throw ApiException.badRequest("error decoding patch: " + firstLine(e));
    }
  }

  /** The configuration of a server-side apply. */
  static ObjectNode applied(ApiRequest request) {
    try {
      if (Json.parseYaml(request.body()) instanceof ObjectNode object) {
        return object;
      }
      throw new IOException("the body is not an object");
    } catch (IOException e) {
      throw ApiException.badRequest("error decoding YAML: " + firstLine(e));
    }
  }

  /** DeleteOptions; those of the query when there is no body. */
  static JsonNode deleteOptions(ApiRequest request) {
    if (request.body().length == 0) {
      ObjectNode options = Json.object();
      if (!request.parameter("propagationPolicy").isEmpty()) {
        options.put("propagationPolicy", request.parameter("propagationPolicy"));
      }
      if (!request.parameter("orphanDependents").isEmpty()) {
        options.put("orphanDependents", request.flag("orphanDependents"));
      }
      if (!request.parameter("dryRun").isEmpty()) {
        options.putArray("dryRun").add(request.parameter("dryRun"));
      }
      return options;
    }
    JsonNode options;
    try {
      options = Json.parse(request.body());
    } catch (IOException e) {
      throw ApiException.badRequest("couldn't get version/kind; json parse error: " + firstLine(e));
    }
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
    return options;
  }

  private static String firstLine(IOException e) {
    return e.getMessage().lines().findFirst().orElse(e.toString());
  }
}
