package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings what somebody owns in line with a type that has changed since: what has become one whole
 * is owned as one, what has been one is owned by its parts. Pure.
 */
final class Reconciliation {
  private final FieldSet live;
  private final FieldSet.Builder removed = new FieldSet.Builder();
  private FieldSet added = FieldSet.EMPTY;
  private boolean changed;

  private Reconciliation(FieldSet live) {
    this.live = live;
  }

  static FieldSet of(Type type, JsonNode object, FieldSet owned) {
    Reconciliation change = new Reconciliation(Fields.of(type, object));
    change.children(type, owned, List.of());
    if (!change.changed) {
      return owned;
    }
    return owned.withoutBranches(change.removed.build()).union(change.added);
  }

  private void children(Type type, FieldSet set, List<String> path) {
    for (Map.Entry<String, FieldSet> each : set.children().entrySet()) {
      String element = each.getKey();
      boolean isField = element.charAt(0) == 'f';
      Type below = isField ? type.field(element.substring(2)) : type.items();
      if (below != null && below.schema() != null) {
        place(below, each.getValue(), Walk.below(path, element));
      }
    }
  }

  private void place(Type type, FieldSet set, List<String> path) {
    boolean ownedWhole = set.member() && set.children().isEmpty();
    boolean list = type.schema().type().equals("array");
    boolean map = type.schema().type().equals("object");
    if (!list && !map) {
      return;
    }
    boolean isWhole = list ? type.isAtomicList() : type.isAtomicMap();
    if (!ownedWhole && isWhole) {
      changed = true;
      removed.add(path);
      FieldSet.Builder whole = new FieldSet.Builder();
      whole.add(path);
      added = added.union(whole.build());
      return;
    }
    if (ownedWhole && !isWhole && (list || isGranular(type))) {
      FieldSet parts = live;
      for (String element : path) {
        parts = parts.child(element);
      }
      if (!parts.children().isEmpty()) {
        changed = true;
        added = added.union(at(path, new FieldSet(true, parts.children())));
      }
    }
    children(type, set, path);
  }

  /** Only where the schema says so; what it leaves open has always been so. */
  private static boolean isGranular(Type type) {
    return type.schema().raw().path("x-kubernetes-map-type").asText().equals("granular");
  }

  private static FieldSet at(List<String> path, FieldSet set) {
    FieldSet placed = set;
    for (int i = path.size() - 1; i >= 0; i--) {
      placed = new FieldSet(false, new TreeMap<>(Map.of(path.get(i), placed)));
    }
    return placed;
  }
}
