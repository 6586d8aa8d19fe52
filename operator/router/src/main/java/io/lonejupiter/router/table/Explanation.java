package io.lonejupiter.router.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a request comes to its rule: the rules of its host and path are looked at one after another,
 * best first, and the first one counts whose conditions all hold. That is the definition of what
 * HAProxy does by a {@link Decision}. Pure.
 *
 * @param found empty where no rule takes the request, which is answered 404
 * @param passed those that come before it, with what the request does not fulfil
 */
public record Explanation(Optional<Found> found, List<Passed> passed) {

  /**
   * @param claim by which it was found
   * @param override the rule's override that takes the request whatever the weights
   */
  public record Found(Rule rule, Claim claim, Optional<Rule.BackendOverride> override) {}

  /**
   * @param unmet the first condition that does not hold
   */
  public record Passed(Rule rule, Claim claim, Condition unmet) {}

  /** Explains what a table does with a request. */
  public static Explanation of(RouteTable table, Request request) {
    var passed = new ArrayList<Passed>();
    var paths = Paths.of(table.documents(), new Memo());
    var rules = table.rules();
    for (var host : request.hosts()) {
      for (var candidate : paths.at(host, request.path())) {
        var rule = rules.get(candidate.order());
        var unmet = candidate.conditions().stream().filter(each -> !request.fulfils(each));
        var first = unmet.findFirst();
        if (first.isEmpty()) {
          return new Explanation(
              Optional.of(new Found(rule, candidate.claim(), override(rule, candidate))), passed);
        }
        passed.add(new Passed(rule, candidate.claim(), first.get()));
      }
    }
    return new Explanation(Optional.empty(), passed);
  }

  static Optional<Rule.BackendOverride> override(Rule rule, Candidate candidate) {
    return rule.overrides().stream()
        .filter(each -> candidate.rule().equals(rule.target(each.id(), candidate.claim())))
        .findFirst();
  }
}
