package io.lonejupiter.apiserver.request;

import io.lonejupiter.apiserver.Admission;
import io.lonejupiter.apiserver.resource.ResourceType;

/** The semantics of all writes, wired once. */
public record Requests(
    Creation creation, Update update, Apply apply, Settling settling, Preparation preparation) {

  /** Does beforehand what the first write of a kind would have to do under the lock of writes. */
  public interface Preparation {
    void prepare(ResourceType type);
  }

  public static Requests with(Admission admission) {
    ObjectRules rules = new ObjectRules(admission);
    Creation creation = new Creation(rules);
    Update update = new Update(rules);
    return new Requests(
        creation,
        update,
        new Apply(creation, update),
        new Settling(creation, update),
        rules::prepare);
  }
}
