package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An object a client sent.
 *
 * @param object may be changed by whoever is handed it
 * @param text as JSON, for messages that quote it
 * @param raw as it was sent, for messages that quote its beginning
 * @param complaints what a strict reading of the text finds, such as fields given twice
 */
public record Body(ObjectNode object, String text, String raw, List<String> complaints) {
  public Body {
    complaints = List.copyOf(complaints);
  }

  /** The same with an object of its own. */
  public Body copy() {
    return new Body(object.deepCopy(), text, raw, complaints);
  }
}
