package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.StepVerification;

/**
 * What a host shall verify an instance of another host with.
 *
 * @param id of which process, and by what: {@link #ofGate} or {@link #ofStep}
 * @param host where the instance runs
 * @param assignment the instance's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RemoteVerification(
    int schema, String id, String host, Assignment assignment, ResolvedVerification verification) {
  public static final int SCHEMA = 1;
  private static final int DIGITS = 16;

  /**
   * @param process token of the instance's process
   */
  public static String ofGate(String process, ResolvedVerification gate) {
    return "gate-" + process + "-" + Documents.hash(gate, DIGITS);
  }

  /**
   * @param process token of the instance's process
   */
  public static String ofStep(String process, StepVerification step) {
    return "step-" + process + "-" + Documents.hash(step, DIGITS);
  }
}
