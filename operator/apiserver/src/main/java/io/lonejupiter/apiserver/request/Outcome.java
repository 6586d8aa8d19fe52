package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a write comes to.
 *
 * @param effect what becomes of the stored object
 * @param object as it is after the write, in the served version
 * @param written as it is kept where reading makes the object of it
 * @param warnings for the client
 */
public record Outcome(
    Effect effect, ObjectNode object, Optional<ObjectNode> written, List<String> warnings) {

  /** What is kept is what is read. */
  public Outcome(Effect effect, ObjectNode object, List<String> warnings) {
    this(effect, object, Optional.empty(), warnings);
  }

  /** The same, kept as it was written where that is not what is read. */
  Outcome writtenAs(ObjectNode form) {
    return new Outcome(
        effect, object, form.equals(object) ? Optional.empty() : Optional.of(form), warnings);
  }

  /** What becomes of the stored object. */
  public enum Effect {
    CREATED,
    UPDATED,
    UNCHANGED,
    REMOVED
  }
}
