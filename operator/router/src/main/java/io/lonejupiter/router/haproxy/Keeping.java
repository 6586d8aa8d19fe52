package io.lonejupiter.router.haproxy;

import io.lonejupiter.model.BalanceType;
import io.lonejupiter.router.table.DocumentRules;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Backends whose rules keep users on an instance. Pure.
 *
 * @param all of them
 * @param homes those where users begin on an instance that all routers know by {@link Homes}
 */
record Keeping(Set<String> all, Set<String> homes) {

  /**
   * Finds them.
   *
   * @param backends group id to its backend
   */
  static Keeping of(RouteTable table, Map<String, String> backends, Memo memo) {
    var keeping = new Keeping(new TreeSet<>(), new TreeSet<>());
    for (var document : table.documents()) {
      var its =
          memo.get(
              "keeping",
              document.document(),
              List.of(document, backends),
              () -> of(document, backends));
      keeping.all().addAll(its.all());
      keeping.homes().addAll(its.homes());
    }
    return memo.same("keeping", "", keeping);
  }

  private static Keeping of(DocumentRules document, Map<String, String> backends) {
    var keeping = new Keeping(new TreeSet<>(), new TreeSet<>());
    for (var rule : document.rules()) {
      if (rule.sticky() != null && rule.sticky().instance()) {
        rule.groups().forEach(group -> keeping.all().add(backends.get(group.id())));
        // Who asks for another balance is to have it.
        if (SessionRules.isRemembered(rule.sticky())
            && rule.settings().balance() == BalanceType.ROUND_ROBIN) {
          rule.groups().forEach(group -> keeping.homes().add(backends.get(group.id())));
        }
      }
    }
    return keeping;
  }
}
