package io.lonejupiter.router;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.router.haproxy.Layout;
import io.lonejupiter.router.haproxy.ProxyState;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Vocabulary;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be, as decided from what was read. Pure.
 *
 * @param backends group id to the name of the backend that holds it
 */
record Plan(
    RouteTable table,
    Allocation allocation,
    Map<String, String> backends,
    Layout layout,
    ProxyState wanted) {

  /**
   * Decides.
   *
   * @param accepted documents that were obeyed before
   * @param idle names of leaving servers without a session
   * @param known what HAProxy knows now
   * @param before the plan of the allocation
   * @param memo of the rounds before
   */
  static Plan of(
      Inputs inputs,
      Map<String, RouteDocument> accepted,
      Allocation allocation,
      Set<String> idle,
      Vocabulary known,
      Optional<Plan> before,
      Memo memo) {
    var table =
        RouteTable.compose(
            known(inputs, accepted, memo),
            accepted,
            inputs.instances(),
            inputs.drains().keySet(),
            known,
            memo);
    var next =
        allocation.next(
            table.groups(), table.settings(), before.map(plan -> plan.table().groups()), idle);
    // The very same as long as each slot has its group.
    var groups = new ArrayList<Object>(next.slots().size());
    next.slots().forEach(slot -> groups.add(slot.group()));
    var backends = memo.get("backends", "", groups, next::backends);
    var plan =
        new Plan(
            table,
            next,
            backends,
            new Layout(next.sizes(), next.settings(), table.vocabulary()),
            ProxyState.of(table, next, backends, inputs.unreachableSince(), memo));
    memo.endRound();
    return plan;
  }

  /**
   * A document waits until the health of all its apps was read, so that it never routes to none.
   */
  private static Map<String, RouteDocument> known(
      Inputs inputs, Map<String, RouteDocument> accepted, Memo memo) {
    var documents = inputs.routes().documents();
    var apps = inputs.instances().keySet();
    var waiting =
        documents.entrySet().stream()
            .filter(entry -> !apps.containsAll(RouteTable.apps(entry.getValue(), memo)))
            .map(Map.Entry::getKey)
            .toList();
    var known = new TreeMap<>(documents);
    for (var id : waiting) {
      known.remove(id);
      if (accepted.containsKey(id)) {
        known.put(id, accepted.get(id));
      }
    }
    return known;
  }
}
