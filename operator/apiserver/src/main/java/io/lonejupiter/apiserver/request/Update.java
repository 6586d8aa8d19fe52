package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.definition.DefinitionDefaults;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** PUT and every PATCH of what exists. Pure. */
public final class Update {
  private final ObjectRules rules;

  Update(ObjectRules rules) {
    this.rules = rules;
  }

  /**
   * Checks what can be told of a body without the object it is for.
   *
   * @throws ApiException 400
   */
  public void requireFit(ResourceType type, Body body, String name, WriteOptions options) {
    BodyRules.decode(type, body, options.validation());
    BodyRules.name(body.object(), name);
  }

  /** Replaces the live object, or the part the subresource names, by a body. */
  public Outcome replace(
      ResourceType type,
      ObjectNode live,
      Body body,
      Subresource subresource,
      WriteOptions options,
      Moment moment) {
    List<String> warnings = BodyRules.decode(type, body, options.validation());
    ObjectNode object = body.object();
    BodyRules.namespace(object, Metadata.namespace(live));
    BodyRules.name(object, Metadata.name(live));
    uidMatches(type, live, object);
    List<String> said = with(warnings, TwinOwners.remove(object, TwinOwners.AT_ONCE));
    return write(type, live, object, said, subresource, options, moment);
  }

  /** Replaces the live object, or the part the subresource names, by what a patch made of it. */
  public Outcome patch(
      ResourceType type,
      ObjectNode live,
      Body patched,
      Subresource subresource,
      WriteOptions options,
      Moment moment) {
    List<String> warnings = BodyRules.decodePatched(type, patched, options.validation());
    ObjectNode object = patched.object();
    BodyRules.namespace(object, Metadata.namespace(live));
    BodyRules.name(object, Metadata.name(live));
    List<String> said = with(warnings, TwinOwners.remove(object, TwinOwners.LATER));
    return write(type, live, object, said, subresource, options, moment);
  }

  private static List<String> with(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Sets the number of replicas that a Scale asks for. */
  public Outcome scale(
      ResourceType type, ObjectNode live, ScaleBody body, WriteOptions options, Moment moment) {
    Outcome outcome;
    try {
      uidMatches(type, live, body.scale());
      ObjectNode object = type.scale().write(live, body.scale());
      Ownership.of(type, Subresource.SCALE, moment)
          .trackField(live, object, options.fieldManager(), type.scale().specReplicas());
      outcome = finish(type, live, object, Subresource.SCALE, body.warnings());
    } catch (ApiException e) {
      throw e.withWarnings(body.warnings());
    }
    if (outcome.effect() != Outcome.Effect.UPDATED) {
      return outcome;
    }
    // What the schema does not know is kept, and is not read again.
    ObjectNode written = outcome.object().deepCopy();
    BodyRules.read(type, outcome.object());
    return outcome.writtenAs(written);
  }

  private Outcome write(
      ResourceType type,
      ObjectNode live,
      ObjectNode object,
      List<String> warnings,
      Subresource subresource,
      WriteOptions options,
      Moment moment) {
    if (type.isDefinition()) {
      // Filled in when it is read, so these are its author's.
      DefinitionDefaults.apply(object);
    }
    try {
      Ownership.of(type, subresource, moment).track(live, object, options.fieldManager());
      return finish(type, live, object, subresource, warnings);
    } catch (ApiException e) {
      throw e.withWarnings(warnings);
    }
  }

  private static void uidMatches(ResourceType type, JsonNode live, JsonNode body) {
    String uid = Metadata.uid(body);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(live))) {
      throw ApiException.conflict(
          type.subject(Metadata.name(live)),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(live));
    }
  }

  private static void versionMatches(ResourceType type, JsonNode live, ObjectNode next) {
    String name = Metadata.name(live);
    String version = Metadata.resourceVersion(next);
    if (!version.isEmpty() && !version.matches("\\d{1,19}")) {
      throw new ApiException(
          500, "", "strconv.ParseUint: parsing \"" + version + "\": invalid syntax", null);
    }
    if (version.isEmpty() || version.matches("0+")) {
      if (type.hasGeneration() || BuiltIns.needsVersion(type)) {
        throw ApiException.invalid(
            type.subject(name),
            List.of(
                FieldError.invalid(
                    "metadata.resourceVersion",
                    IntNode.valueOf(0),
                    "must be specified for an update")));
      }
      Metadata.copy(live, next, "resourceVersion");
    } else if (!version.equals(Metadata.resourceVersion(live))) {
      throw ApiException.modified(type.subject(name));
    }
  }

  /** What the path of the request cannot write stays as it is. */
  private static ObjectNode restricted(
      ResourceType type, ObjectNode live, ObjectNode object, Subresource subresource) {
    if (subresource != Subresource.STATUS) {
      if (type.hasStatus()) {
        copyField(live, object, "status");
      }
      return object;
    }
    ObjectNode next = live.deepCopy();
    copyField(object, next, "status");
    Metadata.copy(object, next, "managedFields");
    return next;
  }

  private static void copyField(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    } else {
      to.remove(field);
    }
  }

  /** Takes an object with its owners written into it. */
  Outcome finish(
      ResourceType type,
      ObjectNode live,
      ObjectNode object,
      Subresource subresource,
      List<String> said) {
    versionMatches(type, live, object);
    ObjectNode next = restricted(type, live, object, subresource);
    Metadata.copy(live, next, "generation");
    if (Metadata.uid(next).isEmpty()) {
      Metadata.copy(live, next, "uid");
    }
    Metadata.of(next).remove("selfLink");
    Metadata.copy(live, next, "creationTimestamp");
    if (Metadata.isBeingDeleted(live)) {
      Metadata.copy(live, next, "deletionTimestamp");
    }
    if (live.path("metadata").has("deletionGracePeriodSeconds")
        && !next.path("metadata").has("deletionGracePeriodSeconds")) {
      Metadata.copy(live, next, "deletionGracePeriodSeconds");
    }
    if (type.isDefinition() || subresource == Subresource.NONE) {
      ObjectRules.complete(type, live, next);
    }
    List<String> warnings = new ArrayList<>(said);
    warnings.addAll(rules.update(type, live, next, subresource));
    Defaulter.apply(type.schema(), next);
    // A 1.0 for a 1 counts as a change, although a 1 is kept.
    ObjectRules.bumpGeneration(type, live, next);
    JsonReader.settle(next);
    if (next.equals(live) || differsInTimesOnly(live, next)) {
      return new Outcome(Outcome.Effect.UNCHANGED, live, warnings);
    }
    if (subresource != Subresource.STATUS) {
      warnings.addAll(ObjectRules.warnings(type, live, next));
    }
    return new Outcome(
        Deletion.isComplete(next) ? Outcome.Effect.REMOVED : Outcome.Effect.UPDATED,
        next,
        warnings);
  }

  private static boolean differsInTimesOnly(ObjectNode live, ObjectNode next) {
    JsonNode before = live.path("metadata").path("managedFields");
    JsonNode after = next.path("metadata").path("managedFields");
    if (before.size() != after.size()) {
      return false;
    }
    ObjectNode old = timeless(live);
    return old.equals(timeless(next));
  }

  private static ObjectNode timeless(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    List<ObjectNode> entries = new ArrayList<>();
    for (JsonNode entry : copy.path("metadata").path("managedFields")) {
      ((ObjectNode) entry).remove("time");
      entries.add((ObjectNode) entry);
    }
    entries.sort(Comparator.comparing(JsonNode::toString));
    if (!entries.isEmpty()) {
      Metadata.of(copy).putArray("managedFields").addAll(entries);
    }
    return copy;
  }
}
