package io.lonejupiter.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Which process a part is. Written before the start without a pid, and again with it: whoever reads
 * the first form looks for the token among the living processes.
 *
 * @param token in the environment of the process, as {@code LONEJUPITER_PART}
 * @param startTime clock ticks since boot
 * @param bootId differs after each boot
 * @param startedAt RFC 3339
 * @param restarts starts after the first one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PartRecord(
    String name,
    String token,
    Long pid,
    Long startTime,
    String bootId,
    String startedAt,
    int restarts) {

  public static PartRecord intent(String name, String token, String startedAt, int restarts) {
    return new PartRecord(name, token, null, null, null, startedAt, restarts);
  }

  public PartRecord running(long newPid, long newStartTime, String newBootId) {
    return new PartRecord(name, token, newPid, newStartTime, newBootId, startedAt, restarts);
  }

  /** Whether the start was intended, but not seen to happen. */
  @JsonIgnore
  public boolean isIntent() {
    return pid == null || startTime == null;
  }
}
