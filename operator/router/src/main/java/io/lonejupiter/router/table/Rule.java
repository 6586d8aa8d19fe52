package io.lonejupiter.router.table;

import java.util.List;
import java.util.Map;

/**
 * One route, ready to be obeyed.
 *
 * @param id {@code <namespace>.<document>/<name or index>}; names its counter in HAProxy
 * @param document id of the document it comes from
 * @param name name of the route, or its index if it has none
 * @param claims what it matches
 * @param sticky by what users are known again; null where they are not
 * @param groups its backends, each once, those of the overrides among them
 * @param overrides in the order in which they count
 * @param settings of the backends that hold its groups
 * @param actions what is done with its requests and answers, each with its value
 */
public record Rule(
    String id,
    String document,
    String name,
    List<Claim> claims,
    Split split,
    Sticky sticky,
    List<Group> groups,
    List<BackendOverride> overrides,
    BackendSettings settings,
    Map<Action, String> actions) {
  /** Stands in no id. */
  public static final String DEPTH = "|";

  /**
   * The name by which a decision leads to the rule or to one of its overrides: with the number of
   * the prefix's segments where the prefix is replaced.
   *
   * @param id of the rule or of the override
   */
  String target(String id, Claim claim) {
    return actions.keySet().stream().anyMatch(action -> action.kind() == Action.Kind.PREFIX)
        ? id + DEPTH + Action.depth(claim)
        : id;
  }

  /** Whether the times of its answers are to be reported. */
  public boolean timed() {
    return actions.containsKey(new Action(Action.Kind.TIMES));
  }

  /**
   * The instances of one backend.
   *
   * @param backend as reports name it
   * @param members all that the backend selects, healthy or not
   */
  public record Group(String id, String backend, List<Target> members) {}

  /**
   * Requests that go to one backend whatever the weights.
   *
   * @param id names its counter in HAProxy
   * @param conditions that they fulfil beside the rule's
   * @param backend as reports name it
   */
  public record BackendOverride(String id, List<Condition> conditions, String backend) {}
}
