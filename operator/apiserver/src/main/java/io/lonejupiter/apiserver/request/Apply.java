package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;

/** Server-side apply. Pure. */
public final class Apply {
  private final Creation creation;
  private final Update update;

  Apply(Creation creation, Update update) {
    this.creation = creation;
    this.update = update;
  }

  /**
   * Applies a configuration this method may change.
   *
   * @param live null when the object does not exist
   */
  public Outcome apply(
      ResourceType type,
      ObjectNode live,
      Body applied,
      String namespace,
      String name,
      Subresource subresource,
      WriteOptions options,
      Moment moment) {
    if (live == null && subresource != Subresource.NONE) {
      throw ApiException.notFound(type.subject(name));
    }
    if (subresource == Subresource.SCALE) {
      throw notForScales(applied.object());
    }
    header(type, applied.object());
    ObjectNode base = live;
    if (base == null) {
      base = Json.object();
      base.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    }
    ObjectNode result =
        Ownership.of(type, subresource, moment)
            .apply(base, applied.object(), options.fieldManager(), options.force());
    List<String> warnings = warnings(applied, options.validation());
    if (live == null && !Metadata.uid(result).isEmpty()) {
      throw ApiException.conflict(
          type.subject(name),
          "uid mismatch: the provided object specified uid "
              + Metadata.uid(result)
              + ", and no existing object was found");
    }
    BodyRules.namespace(result, namespace);
    BodyRules.name(result, name);
    if (live == null) {
      return creation.createApplied(type, result, warnings, moment);
    }
    Outcome outcome = update.finish(type, live, result, subresource, warnings);
    if (outcome.effect() != Outcome.Effect.UPDATED) {
      return outcome;
    }
    ObjectNode written = outcome.object().deepCopy();
    BodyRules.read(type, outcome.object());
    return outcome.writtenAs(written);
  }

  /** Kubernetes has no owners to go by when a Scale of a custom resource is applied. */
  private static ApiException notForScales(ObjectNode applied) {
    String apiVersion = applied.path("apiVersion").asText("");
    if (!apiVersion.equals("autoscaling/v1") || !applied.path("kind").asText().equals("Scale")) {
      String shown = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
      return ApiException.badRequest(
          "invalid object type: " + shown + ", Kind=" + applied.path("kind").asText(""));
    }
    return new ApiException(
        500,
        "",
        "failed to create manager for existing fields: failed to convert live object (/;"
            + " autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid"
            + " group/version: autoscaling/v1",
        null);
  }

  private static void header(ResourceType type, ObjectNode applied) {
    String kind = applied.path("kind").asText("");
    String apiVersion = applied.path("apiVersion").asText("");
    if (!kind.equals(type.kind()) || !apiVersion.equals(type.apiVersion())) {
      String shown = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
      throw ApiException.badRequest("invalid object type: " + shown + ", Kind=" + kind);
    }
  }

  private static List<String> warnings(Body applied, FieldValidation validation) {
    if (applied.complaints().isEmpty() || validation == FieldValidation.IGNORE) {
      return List.of();
    }
    if (validation == FieldValidation.STRICT) {
      throw ApiException.badRequest(
          "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
              + String.join("\n  ", applied.complaints()));
    }
    return applied.complaints();
  }
}
