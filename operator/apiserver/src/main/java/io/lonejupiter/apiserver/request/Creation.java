package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.definition.DefinitionDefaults;
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
  /** With the suffix a generated name fits into a DNS label, whatever the kind would allow. */
  private static final int MAX_GENERATED_PREFIX = 58;

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
    return create(type, body, namespace, "", options, moment);
  }

  /**
   * Creates from a body this method may change.
   *
   * @param name the one the URL asks for; empty for that of the body
   */
  public Outcome create(
      ResourceType type,
      Body body,
      String namespace,
      String name,
      WriteOptions options,
      Moment moment) {
    List<String> warnings = new ArrayList<>(BodyRules.decode(type, body, options.validation()));
    ObjectNode object = body.object();
    Metadata.of(object).remove(SET_BY_SERVER);
    warnings.addAll(TwinOwners.remove(object, TwinOwners.AT_ONCE));
    BodyRules.namespace(object, namespace);
    if (!name.isEmpty()) {
      BodyRules.name(object, name);
    }
    String version = Metadata.resourceVersion(object);
    if (type.isDefinition()) {
      // Filled in when it is read, so these are its author's.
      DefinitionDefaults.apply(object);
    }
    Ownership.of(type, Subresource.NONE, moment)
        .track(
            type.isDefinition() ? DefinitionDefaults.empty() : BuiltIns.empty(type),
            object,
            options.fieldManager());
    try {
      warnings.addAll(finish(type, object, moment));
      if (isVersion(version)) {
        throw new ApiException(
            500, "", "resourceVersion should not be set on objects to be created", null);
      }
    } catch (ApiException e) {
      throw e.withWarnings(warnings);
    }
    warnings.addAll(ObjectRules.warnings(type, null, object));
    Outcome outcome = new Outcome(Outcome.Effect.CREATED, object, warnings);
    return outcome.writtenAs(withoutStatus(type, object));
  }

  /** What is no version, or says none, is not looked at. */
  private static boolean isVersion(String text) {
    try {
      return Long.parseUnsignedLong(text) != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A default of the status shows when it is read, and is kept by the first write after that. */
  private static ObjectNode withoutStatus(ResourceType type, ObjectNode object) {
    if (!type.isCustom() || !type.hasStatus() || !object.has("status")) {
      return object;
    }
    ObjectNode without = Json.object();
    without.setAll(object);
    without.remove("status");
    return without;
  }

  /** Creates what an apply leads to. */
  Outcome createApplied(ResourceType type, ObjectNode object, List<String> said, Moment moment) {
    Metadata.of(object).remove(SET_BY_SERVER);
    List<String> warnings = new ArrayList<>(said);
    warnings.addAll(finish(type, object, moment));
    ObjectNode written = withoutStatus(type, object).deepCopy();
    BodyRules.read(type, object);
    warnings.addAll(ObjectRules.warnings(type, null, object));
    return new Outcome(Outcome.Effect.CREATED, object, warnings).writtenAs(written);
  }

  private List<String> finish(ResourceType type, ObjectNode object, Moment moment) {
    Metadata.put(object, "uid", moment.uid().get());
    Metadata.put(object, "creationTimestamp", moment.timestamp());
    String prefix = Metadata.text(object, "generateName");
    if (Metadata.name(object).isEmpty() && !prefix.isEmpty()) {
      String base = prefix.substring(0, Math.min(prefix.length(), MAX_GENERATED_PREFIX));
      Metadata.put(object, "name", base + moment.suffix().get());
    }
    if (type.hasStatus()) {
      object.remove("status");
    }
    if (type.hasGeneration()) {
      ObjectRules.setGeneration(object, 1);
    } else if (object.path("metadata").path("generation").asLong() >= 0) {
      Metadata.of(object).remove("generation");
    }
    ObjectRules.complete(type, null, object);
    List<String> warnings = rules.create(type, object);
    JsonReader.settle(object);
    Defaulter.apply(type.schema(), object);
    Metadata.of(object).remove("resourceVersion");
    return warnings;
  }
}
