package io.lonejupiter.router.table;

import java.util.List;

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
 * @param requestMillis limit for an answer to begin, or 0 for the default
 * @param tunnelMillis limit for a silent tunnel, or 0 for the default
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
    long requestMillis,
    long tunnelMillis) {

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
