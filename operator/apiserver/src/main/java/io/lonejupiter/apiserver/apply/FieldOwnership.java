package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.apply.ManagedFields.Owned;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Server-side apply: who owns which field after an update or an apply, and what an apply leaves of
 * an object, as Kubernetes' structured merge does it. Pure; the time is an argument.
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
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final FieldSet NEVER_OWNED =
      List.of(
              "name",
              "namespace",
              "creationTimestamp",
              "selfLink",
              "uid",
              "clusterName",
              "generation",
              "managedFields",
              "resourceVersion")
          .stream()
          .map(field -> FieldSet.ofFields("metadata", field))
          .reduce(FieldSet.ofFields("metadata"), FieldSet::union)
          .union(FieldSet.ofFields("apiVersion"))
          .union(FieldSet.ofFields("kind"));

  private final Scope scope;
  private final Type type;
  private final Transfer transfer;
  private final String now;

  /**
   * @param now the time as it is written into entries
   */
  public FieldOwnership(Scope scope, String now) {
    this.scope = scope;
    this.type = Type.of(scope.schema());
    this.transfer = new Transfer(scope);
    this.now = now;
  }

  /**
   * What a request writes to.
   *
   * @param apiVersion the version the request speaks
   * @param subresource empty for the object itself
   * @param reset what requests cannot write here and so cannot own
   * @param schemas of other versions; null for a version that is not served
   */
  public record Scope(
      Schema schema,
      String apiVersion,
      String kind,
      String subresource,
      FieldSet reset,
      Function<String, Schema> schemas) {}

  /**
   * Lays a configuration over an object, which both may be changed afterwards.
   *
   * @param live without uid when it does not exist yet
   * @throws ApiException 409 when fields of others would change and force is not set, 500 when a
   *     value is not of its type
   */
  public ObjectNode apply(ObjectNode live, ObjectNode applied, String name, boolean force) {
    ManagedFields owners = ownersOf(live);
    JsonNode given = applied.path("metadata").path("managedFields");
    if (!given.isMissingNode() && !given.isNull()) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    if (owners.isEmpty()) {
      require(live, "failed to create manager for existing fields: failed to convert new", true);
      owners = update(Json.object(), live, ManagedFields.NONE, BEFORE_FIRST_APPLY);
    }
    require(applied, "failed to create typed patch", false);
    Manager manager = Manager.applier(named(name), scope.subresource());
    Result result = merged(live, applied, owners, manager, force);
    if (!result.conflicts().isEmpty() && name.equals(ClientSideApply.MANAGER)) {
      Optional<FieldSet> allowed = ClientSideApply.owned(live, type, scope.apiVersion());
      if (allowed.isPresent()) {
        Conflicts rest = result.conflicts().except(allowed.get());
        result = rest.isEmpty() ? merged(live, applied, owners, manager, true) : result.with(rest);
      }
    }
    if (!result.conflicts().isEmpty()) {
      throw result.conflicts().refusal();
    }
    ObjectNode object = result.object();
    if (name.equals(ClientSideApply.MANAGER)) {
      ClientSideApply.keep(object, applied);
    }
    result.owners().writeTo(object);
    return object;
  }

  private ManagedFields ownersOf(ObjectNode live) {
    try {
      return ManagedFields.parse(live.path("metadata").path("managedFields"));
    } catch (IOException e) {
      throw new ApiException(500, "", "failed to decode managed fields: " + e.getMessage(), null);
    }
  }

  private static String named(String manager) {
    return manager.isEmpty() ? "unknown" : manager;
  }

  private void require(ObjectNode object, String what, boolean allowTwins) {
    String errors = TypeErrors.of(type, object, allowTwins);
    if (!errors.isEmpty()) {
      throw new ApiException(
          500,
          "",
          what
              + " object ("
              + Metadata.text(object, "namespace")
              + "/"
              + Metadata.text(object, "name")
              + (scope.apiVersion().contains("/") ? "; " : "; /")
              + scope.apiVersion()
              + ", Kind="
              + scope.kind()
              + (allowTwins ? ") to smd typed: " : "): ")
              + errors,
          null);
    }
  }

  private record Result(ObjectNode object, ManagedFields owners, Conflicts conflicts) {
    Result with(Conflicts others) {
      return new Result(object, owners, others);
    }
  }

  private Result merged(
      ObjectNode live, ObjectNode applied, ManagedFields before, Manager manager, boolean force) {
    ManagedFields owners = transfer.reconciled(before);
    JsonNode merged = Merge.over(type, live, applied);
    Owned last = owners.owners().get(manager);
    FieldSet spoken = Fields.of(type, applied).withoutBranches(scope.reset());
    String time = last == null ? "" : last.time();
    Map<Manager, Owned> all = new LinkedHashMap<>(owners.owners());
    all.put(manager, new Owned(spoken, scope.apiVersion(), time));
    JsonNode result = prune(merged, all, last);
    Comparison change = Comparison.of(type, live, result);
    Map<Manager, FieldSet> conflicts = transfer.conflicts(change, live, result, all, manager);
    if (!force && !conflicts.isEmpty()) {
      return new Result(null, null, new Conflicts(conflicts));
    }
    ManagedFields settled = transfer.settled(all, change, live, result, conflicts, manager);
    boolean changed = !Walk.same(live, result);
    Owned own = all.get(manager);
    settled =
        settled.with(
            manager,
            new Owned(own.fields().minus(NEVER_OWNED), scope.apiVersion(), changed ? now : time));
    ObjectNode object = changed ? (ObjectNode) result.deepCopy() : live.deepCopy();
    if (changed) {
      Defaulter.apply(scope.schema(), object);
    }
    return new Result(object, settled, new Conflicts(Map.of()));
  }

  /** What was applied last, is held by nobody and is not spoken of now goes. */
  private JsonNode prune(JsonNode merged, Map<Manager, Owned> owners, Owned last) {
    if (last == null || last.fields().isEmpty()) {
      return merged;
    }
    Type lastType = transfer.typeOf(last.apiVersion());
    if (lastType == null) {
      return merged;
    }
    FieldSet gone = last.fields().withNamedParents(lastType);
    JsonNode pruned = Merge.without(lastType, merged, gone);
    Map<String, FieldSet> held = new LinkedHashMap<>();
    held.put(last.apiVersion(), FieldSet.EMPTY);
    owners.values().forEach(each -> held.merge(each.apiVersion(), each.fields(), FieldSet::union));
    for (Map.Entry<String, FieldSet> each : held.entrySet()) {
      Type at = transfer.typeOf(each.getKey());
      if (at != null) {
        FieldSet whole = Fields.of(at, merged).withNamedParents(at);
        FieldSet left = Fields.of(at, pruned).withNamedParents(at);
        FieldSet kept = left.union(each.getValue().withNamedParents(at));
        pruned = Merge.without(at, merged, whole.minus(kept));
      }
    }
    FieldSet left = Fields.of(lastType, pruned).withNamedParents(lastType);
    FieldSet whole = Fields.of(lastType, merged).withNamedParents(lastType);
    return Merge.without(lastType, merged, whole.minus(left).intersect(gone));
  }

  /**
   * The owners after a write that leads from one object to another; nobody when one of them has
   * values of a wrong type.
   *
   * @param before empty, or at least without uid, when the object is new
   */
  public ManagedFields update(
      ObjectNode before, ObjectNode after, ManagedFields owners, String name) {
    if (!TypeErrors.of(type, after, true).isEmpty()
        || !TypeErrors.of(type, before, true).isEmpty()) {
      return ManagedFields.NONE;
    }
    ManagedFields known = transfer.reconciled(owners);
    Manager manager = Manager.updater(named(name), scope.apiVersion(), scope.subresource());
    Comparison change = Comparison.of(type, before, after);
    Map<Manager, FieldSet> conflicts =
        transfer.conflicts(change, before, after, known.owners(), null);
    ManagedFields settled =
        transfer.settled(known.owners(), change, before, after, conflicts, null);
    FieldSet own =
        change.modified().union(change.added()).withoutBranches(scope.reset()).minus(NEVER_OWNED);
    if (!own.isEmpty()) {
      Owned old = settled.owners().get(manager);
      FieldSet all = old == null ? own : own.union(old.fields());
      settled = settled.with(manager, new Owned(all, scope.apiVersion(), now));
    }
    return settled.capped();
  }

  /**
   * Writes the owners after an update into the new object. A client may send owners of its own, or
   * have them forgotten by sending one empty entry.
   */
  public void track(ObjectNode before, ObjectNode after, String name) {
    boolean isNew = Metadata.uid(before).isEmpty();
    JsonNode sent = after.path("metadata").path("managedFields");
    ManagedFields owners = scope.subresource().isEmpty() ? sent(sent) : null;
    if (owners == null) {
      owners = ManagedFields.of(before);
    }
    Metadata.of(after).remove("managedFields");
    if (owners.isEmpty() && !isNew) {
      return;
    }
    update(before, after, owners, name).writeTo(after);
  }

  /**
   * As {@link #track}, of a request that sees one field of the object only: as long as nobody owns
   * it, nobody comes to own it by changing it.
   */
  public void trackField(ObjectNode before, ObjectNode after, String name, List<String> path) {
    FieldSet field = FieldSet.ofFields(path.toArray(String[]::new));
    ManagedFields owners = ManagedFields.of(before);
    boolean owned =
        owners.owners().values().stream()
            .anyMatch(each -> !each.fields().intersect(field).isEmpty());
    String pointer = "/" + String.join("/", path);
    if (!owned || Walk.same(before.at(pointer), after.at(pointer))) {
      return;
    }
    Manager manager = Manager.updater(named(name), scope.apiVersion(), scope.subresource());
    ManagedFields settled = owners;
    for (Manager other : owners.owners().keySet()) {
      settled = settled.taken(other, field);
    }
    settled.with(manager, new Owned(field, scope.apiVersion(), now)).writeTo(after);
  }

  /** What a client sent as owners; null when there is nothing to be taken from it. */
  private static ManagedFields sent(JsonNode entries) {
    if (entries.isArray()
        && (entries.isEmpty() || entries.size() == 1 && entries.get(0).isEmpty())) {
      return ManagedFields.NONE;
    }
    try {
      ManagedFields owners = ManagedFields.parse(entries);
      return owners.isEmpty() ? null : owners;
    } catch (IOException e) {
      return null;
    }
  }
}
