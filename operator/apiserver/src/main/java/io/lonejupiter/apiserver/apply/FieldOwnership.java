package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Server-side apply: who owns which field after an update or an apply, and what an apply leaves of
 * an object. Pure; the time is an argument.
 *
 * <ol>
 *   <li>An applied configuration is laid over the live object.
 *   <li>What its manager applied last time and does not apply now goes, unless somebody else owns
 *       it; with a list item goes all that is in it.
 *   <li>A change to a field of another manager is a conflict, unless forced; then it changes hands.
 *   <li>An update never conflicts: the updater owns what it changed.
 * </ol>
 */
public final class FieldOwnership {
  private static final List<String> UNOWNED_METADATA =
      List.of(
          "name",
          "namespace",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink",
          "uid",
          "generation",
          "managedFields",
          "resourceVersion");

  private final Schema schema;
  private final String apiVersion;
  private final String now;
  private final List<String> foreignFields;

  /**
   * @param apiVersion the version the request speaks
   * @param now the time as it is written into entries
   * @param foreignFields top-level fields that this request cannot write and so cannot own
   */
  public FieldOwnership(Schema schema, String apiVersion, String now, List<String> foreignFields) {
    this.schema = schema;
    this.apiVersion = apiVersion;
    this.now = now;
    this.foreignFields = List.copyOf(foreignFields);
  }

  /** The object an apply leads to, and its owners. */
  public record Applied(ObjectNode object, ManagedFields owners) {}

  /**
   * @throws ApiException 409 when fields of others would change and force is not set
   */
  public Applied apply(
      ObjectNode live, ManagedFields owners, ObjectNode applied, Manager manager, boolean force) {
    FieldSet last = owners.of(manager);
    FieldSet spoken = Fields.of(schema, applied);
    ManagedFields claimed = owners.with(manager, ownable(spoken), apiVersion, now);
    JsonNode merged = Merge.over(schema, live, applied);
    FieldSet held = spoken.union(claimed.all());
    ObjectNode result = (ObjectNode) prune(merged, held, last);
    return new Applied(result, settle(live, result, claimed, manager, force));
  }

  /** The owners after an update that leads from one object to another. */
  public ManagedFields update(
      JsonNode live, JsonNode updated, ManagedFields owners, Manager manager) {
    Comparison change = Comparison.of(schema, live, updated);
    ManagedFields settled = settle(change, owners, manager, true);
    FieldSet own =
        settled.of(manager).minus(change.removed()).union(change.modified()).union(change.added());
    return settled.with(manager, ownable(own), apiVersion, now);
  }

  private FieldSet ownable(FieldSet set) {
    FieldSet owned = new FieldSet(false, set.children()).without("f:apiVersion").without("f:kind");
    for (String field : UNOWNED_METADATA) {
      owned = owned.without("f:metadata", "f:" + field);
    }
    FieldSet metadata = owned.child("f:metadata");
    if (metadata.member() && metadata.children().isEmpty()) {
      owned = owned.without("f:metadata");
    } else if (metadata.member()) {
      FieldSet withoutSelf = new FieldSet(false, metadata.children());
      var children = new java.util.TreeMap<>(owned.children());
      children.put("f:metadata", withoutSelf);
      owned = new FieldSet(false, children);
    }
    for (String field : foreignFields) {
      owned = owned.without("f:" + field);
    }
    return owned;
  }

  /** What was applied last, is held by nobody and is not spoken of now goes. */
  private JsonNode prune(JsonNode merged, FieldSet held, FieldSet last) {
    if (last.isEmpty()) {
      return merged;
    }
    FieldSet before = Fields.of(schema, merged).withNamedParents();
    JsonNode pruned = Merge.without(schema, merged, last.withNamedParents());
    FieldSet left = Fields.of(schema, pruned).withNamedParents();
    FieldSet orphaned = before.minus(left).minus(held.withNamedParents());
    pruned = Merge.without(schema, merged, orphaned);
    FieldSet dropped = before.minus(Fields.of(schema, pruned).withNamedParents());
    return Merge.without(schema, merged, dropped.intersect(last.withNamedParents()));
  }

  private ManagedFields settle(
      JsonNode live, JsonNode result, ManagedFields owners, Manager manager, boolean force) {
    return settle(Comparison.of(schema, live, result), owners, manager, force);
  }

  private static ManagedFields settle(
      Comparison change, ManagedFields owners, Manager manager, boolean force) {
    FieldSet touched = change.modified().union(change.added());
    Map<Manager, FieldSet> conflicts = new LinkedHashMap<>();
    ManagedFields settled = owners;
    for (Manager other : owners.owners().keySet()) {
      FieldSet fields = owners.of(other).intersect(touched);
      if (!other.equals(manager) && !fields.isEmpty()) {
        conflicts.put(other, fields);
      }
    }
    if (!force && !conflicts.isEmpty()) {
      throw Conflicts.of(conflicts);
    }
    for (Manager other : owners.owners().keySet()) {
      if (!other.equals(manager)) {
        FieldSet lost = conflicts.getOrDefault(other, FieldSet.EMPTY).union(change.removed());
        settled = settled.taken(other, lost);
      }
    }
    return settled;
  }
}
