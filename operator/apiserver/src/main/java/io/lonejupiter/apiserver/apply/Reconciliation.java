package io.lonejupiter.apiserver.apply;

import java.util.List;
import java.util.Map;

/**
 * Brings what somebody owns in line with a type that has changed since: what has become one whole
 * is owned as one. Pure.
 */
final class Reconciliation {
  private final FieldSet.Builder removed = new FieldSet.Builder();
  private FieldSet added = FieldSet.EMPTY;
  private boolean changed;

  private Reconciliation() {}

  static FieldSet of(Type type, FieldSet owned) {
    Reconciliation change = new Reconciliation();
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
    children(type, set, path);
  }
}
