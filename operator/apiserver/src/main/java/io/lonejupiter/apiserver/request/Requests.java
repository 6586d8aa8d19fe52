package io.lonejupiter.apiserver.request;

import io.lonejupiter.apiserver.Admission;

/** The semantics of all writes, wired once. */
public record Requests(Creation creation, Update update, Apply apply, Settling settling) {

  public static Requests with(Admission admission) {
    ObjectRules rules = new ObjectRules(admission);
    Creation creation = new Creation(rules);
    Update update = new Update(rules);
    return new Requests(
        creation, update, new Apply(creation, update), new Settling(creation, update));
  }
}
