package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.definition.DefinitionDefaults;
import io.lonejupiter.apiserver.definition.DefinitionStatus;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server writes into definitions itself. Pure. */
public final class Settling {
  /** The field manager of what the server writes. */
  public static final String MANAGER = "lonejupiter";

  private static final WriteOptions OPTIONS =
      new WriteOptions(MANAGER, false, FieldValidation.IGNORE, false);

  private final Creation creation;
  private final Update update;

  Settling(Creation creation, Update update) {
    this.creation = creation;
    this.update = update;
  }

  /** Names given and conditions set, for the definitions whose status is not as it should be. */
  public List<Outcome> status(
      ResourceType type, List<ObjectNode> live, List<ResourceType> builtIn, Moment moment) {
    Map<String, ObjectNode> before = new HashMap<>();
    live.forEach(each -> before.put(Metadata.name(each), each));
    List<Outcome> outcomes = new ArrayList<>();
    for (ObjectNode each : DefinitionStatus.settle(live, builtIn, moment.timestamp())) {
      outcomes.add(withStatus(type, before.get(Metadata.name(each)), each, moment));
    }
    return outcomes;
  }

  private Outcome withStatus(ResourceType type, ObjectNode live, ObjectNode body, Moment moment) {
    return update.patch(type, live, bodyOf(body), Subresource.STATUS, OPTIONS, moment);
  }

  /**
   * The definition as this server ships it, over the one that is kept: its specification, and
   * labels and annotations on top of what users put there.
   *
   * @param live null when there is none
   */
  public Outcome shipped(ResourceType type, ObjectNode live, ObjectNode shipped, Moment moment) {
    ObjectNode body = shipped.deepCopy();
    body.remove("status");
    if (live == null) {
      return creation.create(type, bodyOf(body), "", OPTIONS, moment);
    }
    ObjectNode next = live.deepCopy();
    next.set("spec", body.path("spec").deepCopy());
    for (String map : List.of("labels", "annotations")) {
      body.path("metadata")
          .path(map)
          .properties()
          .forEach(
              each ->
                  Metadata.of(next)
                      .withObjectProperty(map)
                      .set(each.getKey(), each.getValue().deepCopy()));
    }
    DefinitionDefaults.apply(next);
    // Mostly it is kept as it is shipped, and need not be checked, which compiles its rules.
    return next.equals(live)
        ? new Outcome(Outcome.Effect.UNCHANGED, live, List.of())
        : update.patch(type, live, bodyOf(next), Subresource.NONE, OPTIONS, moment);
  }

  private static Body bodyOf(ObjectNode object) {
    return new Body(object, GoText.json(object), "", List.of());
  }
}
