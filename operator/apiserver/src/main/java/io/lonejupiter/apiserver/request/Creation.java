package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.List;

/** POST, and an apply of what does not exist. Pure. */
public final class Creation {
  private static final List<String> SET_BY_SERVER =
      List.of(
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "uid",
          "selfLink");

  private final ObjectRules rules;

  Creation(ObjectRules rules) {
    this.rules = rules;
  }

  /** Creates from a body this method may change. */
  public Outcome create(
      ResourceType type, Body body, String namespace, WriteOptions options, Moment moment) {
    List<String> warnings = new ArrayList<>(BodyRules.decode(type, body, options.validation()));
    ObjectNode object = body.object();
    Metadata.of(object).remove(SET_BY_SERVER);
    BodyRules.namespace(object, namespace);
    String version = Metadata.resourceVersion(object);
    Ownership.of(type, Subresource.NONE, moment)
        .track(Json.object(), object, options.fieldManager());
    try {
      finish(type, object, moment);
      if (!version.isEmpty()) {
        throw new ApiException(
            500, "", "resourceVersion should not be set on objects to be created", null);
      }
    } catch (ApiException e) {
      throw e.withWarnings(warnings);
    }
    warnings.addAll(ObjectRules.warnings(null, object));
    return new Outcome(Outcome.Effect.CREATED, object, warnings);
  }

  /** Creates what an apply leads to. */
  Outcome createApplied(ResourceType type, ObjectNode object, List<String> said, Moment moment) {
    Metadata.of(object).remove(SET_BY_SERVER);
    List<String> warnings = new ArrayList<>(said);
    finish(type, object, moment);
    BodyRules.keep(type, object);
    warnings.addAll(ObjectRules.warnings(null, object));
    return new Outcome(Outcome.Effect.CREATED, object, warnings);
  }

  private void finish(ResourceType type, ObjectNode object, Moment moment) {
    Metadata.put(object, "uid", moment.uid().get());
    Metadata.put(object, "creationTimestamp", moment.timestamp());
    String prefix = Metadata.text(object, "generateName");
    if (Metadata.name(object).isEmpty() && !prefix.isEmpty()) {
      Metadata.put(object, "name", prefix + moment.suffix().get());
    }
    if (type.hasStatus()) {
      object.remove("status");
    }
    Metadata.of(object).remove("generation");
    if (type.hasGeneration()) {
      ObjectRules.setGeneration(object, 1);
    }
    ObjectRules.complete(type, object);
    rules.create(type, object);
    JsonReader.settle(object);
    Defaulter.apply(type.schema(), object);
    Metadata.of(object).remove("resourceVersion");
  }
}
