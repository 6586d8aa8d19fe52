package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.apply.FieldOwnership;
import io.lonejupiter.apiserver.apply.ManagedFields;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** PUT and every PATCH of what exists. Pure. */
public final class Update {
  private static final List<String> SERVER_OWNED =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "selfLink",
          "resourceVersion");

  private final ObjectRules rules;

  Update(ObjectRules rules) {
    this.rules = rules;
  }

  /**
   * Replaces the live object, or the part the subresource names, by a body this method may change.
   *
   * @param isPatch the body is the live object with a patch applied
   */
  public Outcome update(
      ResourceType type,
      ObjectNode live,
      ObjectNode body,
      List<String> duplicates,
      Subresource subresource,
      boolean isPatch,
      WriteOptions options,
      Moment moment) {
    String name = Metadata.name(live);
    BodyRules.address(type, body, Metadata.namespace(live), name);
    versionMatches(type, live, body, isPatch);
    List<String> warnings = BodyRules.prune(type, body, duplicates, options.validation(), isPatch);
    BodyRules.metadataTypes(type, body);
    ObjectNode next = combine(type, live, body, subresource);
    JsonNode given = body.path("metadata").get("managedFields");
    ManagedFields base =
        ManagedFields.parse(given != null ? given : live.path("metadata").path("managedFields"));
    ManagedFields owners =
        ownership(type, subresource, moment)
            .update(live, next, base, options.updater(type.apiVersion(), subresource));
    return finish(type, live, next, owners, subresource, warnings);
  }

  static FieldOwnership ownership(ResourceType type, Subresource subresource, Moment moment) {
    if (subresource != Subresource.STATUS) {
      return Creation.ownership(type, moment);
    }
    List<String> foreign = new ArrayList<>(type.schema().properties().keySet());
    foreign.remove("status");
    return new FieldOwnership(type.schema(), type.apiVersion(), moment.timestamp(), foreign);
  }

  static void versionMatches(
      ResourceType type, JsonNode live, JsonNode body, boolean versionIsOptional) {
    String name = Metadata.name(live);
    String uid = Metadata.uid(body);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(live))) {
      if (versionIsOptional) {
        throw ApiException.invalid(
            type.kindSubject(name),
            List.of(FieldError.invalid("metadata.uid", uid, "field is immutable")));
      }
      throw ApiException.conflict(
          type.subject(name),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(live));
    }
    String version = Metadata.resourceVersion(body);
    if (version.isEmpty()) {
      if (type.hasGeneration() && !versionIsOptional) {
        throw ApiException.invalid(
            type.subject(name),
            List.of(
                FieldError.invalid(
                    "metadata.resourceVersion",
                    IntNode.valueOf(0),
                    "must be specified for an update")));
      }
    } else if (!version.equals(Metadata.resourceVersion(live))) {
      throw ApiException.modified(type.subject(name));
    }
  }

  /** The object this write may lead to: what the subresource cannot write stays as it is. */
  static ObjectNode combine(
      ResourceType type, ObjectNode live, ObjectNode body, Subresource subresource) {
    ObjectNode next = body;
    if (subresource == Subresource.STATUS) {
      next = live.deepCopy();
      copyField(body, next, "status");
    } else if (type.hasStatus()) {
      copyField(live, next, "status");
    }
    for (String field : SERVER_OWNED) {
      Metadata.copy(live, next, field);
    }
    Defaulter.apply(type.schema(), next);
    ObjectRules.complete(type, next);
    return next;
  }

  private static void copyField(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    } else {
      to.remove(field);
    }
  }

  Outcome finish(
      ResourceType type,
      ObjectNode live,
      ObjectNode next,
      ManagedFields owners,
      Subresource subresource,
      List<String> warnings) {
    Metadata.of(next).set("managedFields", owners.toJson());
    if (next.equals(live)) {
      return new Outcome(Outcome.Effect.UNCHANGED, live, warnings);
    }
    ObjectRules.bumpGeneration(type, live, next);
    List<String> all = new ArrayList<>(warnings);
    all.addAll(rules.check(type, live, next, subresource));
    return new Outcome(
        Deletion.isComplete(next) ? Outcome.Effect.REMOVED : Outcome.Effect.UPDATED, next, all);
  }
}
