package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.apply.FieldOwnership;
import io.lonejupiter.apiserver.apply.ManagedFields;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Defaulter;
import java.util.List;

/** POST, and an apply of what does not exist. Pure. */
public final class Creation {
  private final ObjectRules rules;

  Creation(ObjectRules rules) {
    this.rules = rules;
  }

  /** Creates from a body this method may change. */
  public Outcome create(
      ResourceType type,
      ObjectNode body,
      List<String> duplicates,
      String namespace,
      WriteOptions options,
      Moment moment) {
    BodyRules.address(type, body, namespace, "");
    List<String> warnings = BodyRules.prune(type, body, duplicates, options.validation(), false);
    BodyRules.metadataTypes(type, body);
    String prefix = Metadata.text(body, "generateName");
    if (Metadata.name(body).isEmpty() && !prefix.isEmpty()) {
      Metadata.put(body, "name", prefix + moment.suffix().get());
    }
    ObjectNode object = finish(type, body, moment);
    ManagedFields owners =
        ownership(type, moment)
            .update(
                Json.object(),
                object,
                ManagedFields.parse(Json.object()),
                options.updater(type.apiVersion(), Subresource.NONE));
    return done(type, object, owners, warnings);
  }

  /** Creates what an apply leads to. */
  Outcome createApplied(
      ResourceType type, ObjectNode applied, ManagedFields owners, Moment moment) {
    return done(type, finish(type, applied, moment), owners, List.of());
  }

  static FieldOwnership ownership(ResourceType type, Moment moment) {
    List<String> foreign = type.hasStatus() ? List.of("status") : List.of();
    return new FieldOwnership(type.schema(), type.apiVersion(), moment.timestamp(), foreign);
  }

  private static ObjectNode finish(ResourceType type, ObjectNode object, Moment moment) {
    if (type.hasStatus()) {
      object.remove("status");
    }
    Metadata.of(object)
        .remove(
            List.of(
                "resourceVersion",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "selfLink",
                "generation",
                "managedFields"));
    Metadata.put(object, "uid", moment.uid().get());
    Metadata.put(object, "creationTimestamp", moment.timestamp());
    if (type.hasGeneration()) {
      ObjectRules.setGeneration(object, 1);
    }
    Defaulter.apply(type.schema(), object);
    ObjectRules.complete(type, object);
    return object;
  }

  private Outcome done(
      ResourceType type, ObjectNode object, ManagedFields owners, List<String> warnings) {
    rules.check(type, null, object, Subresource.NONE);
    Metadata.of(object).set("managedFields", owners.toJson());
    return new Outcome(Outcome.Effect.CREATED, object, warnings);
  }
}
