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
 * @param drains instance id to the sessions it still has at this router; an instance that is
 *     draining and not in here was not seen draining by this router yet
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
    Map<String, Integer> drains) {
  public static final int SCHEMA = 1;

  /**
   * One backend of one route.
   *
   * @param route name of the route, or its index if it has none
   * @param backend the backend, as {@code app:version}, {@code app@branch} or {@code app{labels}}
   * @param requests counted since this revision was applied
   * @param errors those of them that were answered with a status of 500 and above
   * @param responseMillis until an answer began, the mean of the last 1,024 requests
   * @param healthy instances that may get traffic
   * @param sessions requests and tunnels that are open
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
      int sessions) {}
}
