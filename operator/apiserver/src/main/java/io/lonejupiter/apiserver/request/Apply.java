package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.apply.FieldOwnership;
import io.lonejupiter.apiserver.apply.ManagedFields;
import io.lonejupiter.apiserver.apply.Manager;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
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
      ObjectNode applied,
      String namespace,
      String name,
      Subresource subresource,
      WriteOptions options,
      Moment moment) {
    BodyRules.address(type, applied, namespace, name);
    if (applied.path("metadata").has("managedFields")) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    fitsSchema(type, applied);
    Manager manager = Manager.applier(options.fieldManager(), subresource.path());
    if (live == null) {
      if (subresource != Subresource.NONE) {
        throw ApiException.notFound(type.subject(name));
      }
      if (!Metadata.uid(applied).isEmpty()) {
        throw ApiException.conflict(
            type.subject(name),
            "uid mismatch: the provided object specified uid "
                + Metadata.uid(applied)
                + ", and no existing object was found");
      }
      FieldOwnership.Applied result =
          Creation.ownership(type, moment)
              .apply(
                  Json.object(),
                  ManagedFields.parse(Json.object()),
                  applied,
                  manager,
                  options.force());
      return creation.createApplied(type, result.object(), result.owners(), moment);
    }
    Update.versionMatches(type, live, applied, true);
    restrict(type, applied, subresource);
    FieldOwnership.Applied result =
        Update.ownership(type, subresource, moment)
            .apply(
                live,
                ManagedFields.parse(live.path("metadata").path("managedFields")),
                applied,
                manager,
                options.force());
    ObjectNode next = Update.combine(type, live, result.object(), subresource);
    return update.finish(type, live, next, result.owners(), subresource, List.of());
  }

  /** What this request cannot write is not applied, so it cannot conflict either. */
  private static void restrict(ResourceType type, ObjectNode applied, Subresource subresource) {
    Metadata.of(applied).remove(List.of("resourceVersion", "uid", "creationTimestamp"));
    if (subresource == Subresource.STATUS) {
      Metadata.of(applied).retain(List.of("name", "namespace"));
      applied.retain(List.of("apiVersion", "kind", "metadata", "status"));
    } else if (type.hasStatus()) {
      applied.remove("status");
    }
  }

  /** An applied configuration must be typed before it can be merged; the answer is a 500. */
  private static void fitsSchema(ResourceType type, ObjectNode applied) {
    String identity =
        "failed to create typed patch object ("
            + Metadata.namespace(applied)
            + "/"
            + Metadata.name(applied)
            + "; "
            + type.apiVersion()
            + ", Kind="
            + type.kind()
            + "): ";
    List<String> errors = new ArrayList<>();
    Pruner.prune(type.schema(), applied.deepCopy())
        .forEach(path -> errors.add("." + path + ": field not declared in schema"));
    for (FieldError error : Validator.validate(type.schema(), applied)) {
      if (error.reason() == FieldError.Reason.DUPLICATE) {
        errors.add("." + error.path() + ": duplicate entries for key " + error.value());
      } else if (error.reason() == FieldError.Reason.TYPE_INVALID
          && error.detail().contains("must be of type")
          && !error.value().asText().equals("null")) {
        errors.add("." + error.path() + ": " + words(error));
      }
    }
    if (!errors.isEmpty()) {
      String all = errors.size() == 1 ? errors.get(0) : "errors:\n  " + String.join("\n  ", errors);
      throw new ApiException(500, "", identity + all, null);
    }
  }

  private static String words(FieldError error) {
    boolean number = error.detail().matches(".*must be of type (integer|number): .*");
    return number
        ? "expected numeric (int or float), got " + error.value().asText()
        : error.detail();
  }
}
