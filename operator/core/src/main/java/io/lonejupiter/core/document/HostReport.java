package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.HostLoad;
import java.util.Map;

/**
 * All that a host's agent has to say, in one key, written only when it changed.
 *
 * @param seq rises with each write
 * @param instances by instance id, {@code <namespace>.<name>}; an instance that is gone from the
 *     host without trace is gone from here too
 * @param verifications by the id of the other host's instance; null from an agent of a version that
 *     does not verify for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostReport(
    int schema,
    String host,
    long seq,
    Map<String, InstanceReport> instances,
    Map<String, RemoteVerdict> verifications,
    HostLoad load) {
  public static final int SCHEMA = 1;
}
