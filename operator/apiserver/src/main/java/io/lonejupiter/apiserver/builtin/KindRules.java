package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;

/** What a kind asks of its objects beyond what holds for all. Pure; the words are Kubernetes'. */
interface KindRules {

  /** Rules for an object on its own. */
  List<FieldError> check(ObjectNode object);

  /** Rules for a new object; those of {@link #check} hold besides. */
  default List<FieldError> creation(ObjectNode object) {
    return List.of();
  }

  /** Rules for a change; those of {@link #check} hold besides. */
  default List<FieldError> change(ObjectNode before, ObjectNode after) {
    return List.of();
  }

  /** Fills in what the server knows better; {@code before} is null for a new object. */
  default void complete(ObjectNode before, ObjectNode object) {}
}
