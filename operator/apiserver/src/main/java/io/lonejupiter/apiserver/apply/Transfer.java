package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.apply.FieldOwnership.Scope;
import io.lonejupiter.apiserver.apply.ManagedFields.Owned;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a change of an object does to the owners of its fields: whose fields it changes, and who
 * owns what once they have been taken. Owners may have written in other versions than the request
 * speaks; each is asked in its own, and one in a version that is no longer served owns nothing.
 */
final class Transfer {
  private final Scope scope;
  private final Type type;

  Transfer(Scope scope) {
    this.scope = scope;
    this.type = Type.of(scope.schema());
  }

  /** The type in another version; null when it is not served. */
  Type typeOf(String apiVersion) {
    if (apiVersion.equals(scope.apiVersion())) {
      return type;
    }
    Schema schema = scope.schemas().apply(apiVersion);
    return schema == null ? null : Type.of(schema);
  }

  /**
   * The fields of others that would change.
   *
   * @param manager who may change its own; null for nobody
   */
  Map<Manager, FieldSet> conflicts(
      Comparison change,
      JsonNode before,
      JsonNode after,
      Map<Manager, Owned> owners,
      Manager manager) {
    Map<Manager, FieldSet> conflicts = new LinkedHashMap<>();
    owners.forEach(
        (other, owned) -> {
          if (!other.equals(manager) && typeOf(owned.apiVersion()) != null) {
            Comparison seen = changeFor(owned, change, before, after);
            FieldSet fields = owned.fields().intersect(seen.modified().union(seen.added()));
            if (!fields.isEmpty()) {
              conflicts.put(other, fields);
            }
          }
        });
    return conflicts;
  }

  /** The owners when those of conflicts have lost them. */
  ManagedFields settled(
      Map<Manager, Owned> owners,
      Comparison change,
      JsonNode before,
      JsonNode after,
      Map<Manager, FieldSet> conflicts,
      Manager manager) {
    ManagedFields settled = ManagedFields.NONE;
    for (Map.Entry<Manager, Owned> each : owners.entrySet()) {
      Manager other = each.getKey();
      Owned owned = each.getValue();
      settled = settled.with(other, owned);
      if (other.equals(manager)) {
        continue;
      }
      if (typeOf(owned.apiVersion()) == null) {
        settled = settled.without(other);
        continue;
      }
      FieldSet lost =
          conflicts
              .getOrDefault(other, FieldSet.EMPTY)
              .union(changeFor(owned, change, before, after).removed());
      settled = settled.taken(other, lost);
    }
    return settled;
  }

  /** Entries written when places were seen otherwise, as a whole or by their parts. */
  ManagedFields reconciled(ManagedFields owners) {
    ManagedFields seen = owners;
    for (Map.Entry<Manager, Owned> each : owners.owners().entrySet()) {
      Owned owned = each.getValue();
      Type at = typeOf(owned.apiVersion());
      if (at != null) {
        FieldSet fields = Reconciliation.of(at, owned.fields());
        seen = seen.with(each.getKey(), new Owned(fields, owned.apiVersion(), owned.time()));
      }
    }
    return seen;
  }

  private Comparison changeFor(Owned owned, Comparison change, JsonNode before, JsonNode after) {
    Comparison seen =
        owned.apiVersion().equals(scope.apiVersion())
            ? change
            : Comparison.of(typeOf(owned.apiVersion()), before, after);
    return owned.apiVersion().equals(scope.apiVersion()) ? seen.without(scope.reset()) : seen;
  }
}
