package io.lonejupiter.apiserver.request;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * What request semantics may not get for themselves.
 *
 * @param uid makes unique identifiers
 * @param suffix makes the random end of generated names
 */
public record Moment(Instant time, Supplier<String> uid, Supplier<String> suffix) {

  /** The time as it is written into metadata: whole seconds, UTC. */
  public String timestamp() {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
