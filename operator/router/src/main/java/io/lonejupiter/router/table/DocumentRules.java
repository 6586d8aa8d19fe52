package io.lonejupiter.router.table;

import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one document adds to the table.
 *
 * @param rules in the order in which they count where nothing else tells them apart
 * @param groups group id to its members
 * @param settings group id to what HAProxy must know of its backend, where that is not the default
 * @param stickies by which users of its rules are known again, as HAProxy must know them
 * @param actions that its rules do with requests and answers
 */
public record DocumentRules(
    List<Rule> rules,
    Map<String, List<Target>> groups,
    Map<String, BackendSettings> settings,
    Set<Sticky> stickies,
    Set<Action> actions) {

  /** What these rules of one document add. */
  public static DocumentRules of(List<Rule> rules) {
    var groups = new LinkedHashMap<String, List<Target>>();
    var settings = new HashMap<String, BackendSettings>();
    for (var rule : rules) {
      for (var group : rule.groups()) {
        groups.put(group.id(), group.members());
        if (!rule.settings().equals(BackendSettings.DEFAULT)) {
          settings.put(group.id(), rule.settings());
        }
      }
    }
    return new DocumentRules(
        List.copyOf(rules),
        groups,
        settings,
        rules.stream()
            .map(Rule::sticky)
            .filter(Objects::nonNull)
            .map(Sticky::configured)
            .collect(toSet()),
        rules.stream().flatMap(rule -> rule.actions().keySet().stream()).collect(toSet()));
  }

  /** The id of the document. There is none without a rule. */
  public String document() {
    return rules.get(0).document();
  }
}
