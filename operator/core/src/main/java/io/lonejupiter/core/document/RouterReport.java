package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a router has applied and counts, bound to its session.
 *
 * @param applied route id ({@code <namespace>.<name>}) to the revision it obeys now
 * @param errors route id to the reason why its newest revision is not obeyed
 * @param backends route id to what was counted for its backends
 * @param draining instance id to the sessions it still has at this router; an instance that is
 *     draining and not in here was not seen draining by this router yet
 * @param loads instance id to its load, of the maps that some document has counted; null: none has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouterReport(
    int schema,
    String router,
    String group,
    String address,
    Map<String, String> applied,
    Map<String, String> errors,
    Map<String, List<BackendReport>> backends,
    Map<String, DrainCount> draining,
    Map<String, InstanceLoad> loads) {
  public static final int SCHEMA = 1;

  /** What it says of a drain; null as long as it has not seen that very one. */
  public Integer sessionsOf(DrainDocument drain) {
    var count = draining == null ? null : draining.get(drain.instanceId());
    return count == null || !count.since().equals(drain.since()) ? null : count.sessions();
  }

  /**
   * The sessions of an instance that is draining.
   *
   * @param since of the drain that is obeyed: one that had the same name may have drained before
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DrainCount(String since, int sessions) {}

  /**
   * What one instance has to do.
   *
   * @param open requests and tunnels
   * @param kept users that this router keeps on it and who have no request open; 0 where nobody
   *     asks for them
   * @param requestsPerSecond in the last seconds
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record InstanceLoad(int open, int kept, double requestsPerSecond) {}

  /**
   * One backend of one route.
   *
   * @param route name of the route, or its index if it has none
   * @param backend the backend, as {@code app:version}, {@code app@branch} or {@code app{labels}}
   * @param requests counted since this revision was applied
   * @param errors those of them that were answered with a status of 500 and above
   * @param responseMillis until an answer began, the mean of the last 512 of those requests or so
   * @param healthy instances that may get traffic
   * @param sessions requests and tunnels that are open
   * @param kept users whom this router keeps on the instances and who have no request open; null
   *     where none are kept, or too many to be counted
   * @param times of the single answers since this revision was applied, if the document asks for
   *     them; else null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record BackendReport(
      String route,
      String backend,
      long requests,
      long errors,
      int responseMillis,
      int healthy,
      int sessions,
      Integer kept,
      ResponseTimes times) {}
}
