package io.lonejupiter.apiserver.background;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Events are kept for an hour after they were last written. Pure. */
final class EventLife {
  private static final Duration LIFE = Duration.ofHours(1);

  private EventLife() {}

  /**
   * Whether the time of an event, in its core form, is over. When it was written is told by the
   * latest of its times that is not yet to come: of its creation, of its fields' owners, and what
   * its reporter says.
   */
  static boolean isOver(JsonNode event, Instant now) {
    Instant written = Instant.EPOCH;
    for (JsonNode text : times(event)) {
      Instant time = instant(text.asText(""));
      if (time.isAfter(written) && !time.isAfter(now)) {
        written = time;
      }
    }
    return written.isBefore(now.minus(LIFE));
  }

  private static List<JsonNode> times(JsonNode event) {
    List<JsonNode> times = new ArrayList<>();
    times.add(event.path("metadata").path("creationTimestamp"));
    times.add(event.path("lastTimestamp"));
    times.add(event.path("series").path("lastObservedTime"));
    event.path("metadata").path("managedFields").forEach(each -> times.add(each.path("time")));
    return times;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
