package io.lonejupiter.router.export;

import io.lonejupiter.core.route.Shares;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.router.table.Action.Kind;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Target;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Route commands of <a href="https://fabiolb.net/cfg/">fabio</a>, which reads those of all keys
 * under {@code fabio/config}. Pure.
 */
final class FabioRendering {
  private FabioRendering() {}

  static String prefix(String cluster) {
    return "fabio/config/lonejupiter-" + cluster + "/";
  }

  static Rendering of(RouteTable table, String cluster) {
    var rendering = new Rendering.Builder();
    var commands = new TreeMap<String, StringBuilder>();
    for (var rule : table.rules()) {
      commands
          .computeIfAbsent(rule.document(), document -> new StringBuilder())
          .append(commands(rule, rendering));
    }
    commands.forEach(
        (document, text) -> {
          if (!text.isEmpty()) {
            rendering.put(prefix(cluster) + document, text.toString());
          }
        });
    return rendering.build();
  }

  private static String commands(Rule rule, Rendering.Builder rendering) {
    var commands = new StringBuilder();
    if (rule.sticky() != null) {
      rendering.left(rule.id(), "fabio keeps no users on a version");
    }
    if (!rule.overrides().isEmpty()) {
      rendering.left(
          rule.id(), "fabio sends nobody by header or cookie, so overrides are left out");
    }
    for (var action : rule.actions().keySet()) {
      if (action.kind() == Kind.REDIRECT) {
        rendering.left(rule.id(), "a redirect is left out");
        return "";
      }
      rendering.left(
          rule.id(),
          action.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " is left out");
    }
    for (var claim : rule.claims()) {
      if (claim.type() != PathMatchType.PATH_PREFIX || !claim.conditions().isEmpty()) {
        rendering.left(rule.id(), "fabio matches hosts and prefixes only, not " + claim);
        continue;
      }
      var host = claim.host().equals("*") ? "" : claim.host();
      for (var group : rule.groups()) {
        var ready = group.members().stream().filter(Target::ready).toList();
        for (var target : ready) {
          var share = share(rule, group.backend()) / ready.size();
          if (share > 0) {
            commands.append(
                String.format(
                    Locale.ROOT,
                    "route add %s %s%s http://%s:%d/ weight %.4f tags \"%s\"\n",
                    Names.of(rule),
                    host,
                    claim.path().isEmpty() ? "/" : claim.path(),
                    target.address(),
                    target.port(),
                    share,
                    group.backend()));
          }
        }
      }
    }
    return commands.toString();
  }

  private static double share(Rule rule, String backend) {
    return rule.split().shares().runs().stream()
            .filter(run -> run.backend().equals(backend))
            .mapToInt(run -> run.length())
            .sum()
        / (double) Shares.TOTAL;
  }
}
