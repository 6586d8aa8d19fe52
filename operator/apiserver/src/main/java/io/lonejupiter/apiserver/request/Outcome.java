package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a write comes to.
 *
 * @param effect what becomes of the stored object
 * @param object as it is after the write, in the served version
 * @param warnings for the client
 */
public record Outcome(Effect effect, ObjectNode object, List<String> warnings) {
  /** What becomes of the stored object. */
  public enum Effect {
    CREATED,
    UPDATED,
    UNCHANGED,
    REMOVED
  }
}
