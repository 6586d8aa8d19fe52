package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Where an agent tells servers the logs of its instances. Made anew at each of its starts.
 *
 * @param token what a reader must show; nobody but the servers is meant to read it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogEndpoint(String address, int port, String token) {
  /** The agent's answer when it has no such instance. */
  public static final String NO_INSTANCE = "no such instance";

  /** The agent's answer when no process of the instance has ended yet. */
  public static final String NO_PREVIOUS_RUN = "no previous run";

  /** The agent's answer when no process of the instance was started yet. */
  public static final String NOT_STARTED = "not started";

  /** Without the token, since documents are logged. */
  @Override
  public String toString() {
    return "LogEndpoint[" + address + ":" + port + "]";
  }
}
