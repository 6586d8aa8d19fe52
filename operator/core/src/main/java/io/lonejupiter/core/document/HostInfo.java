package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.PortRange;
import java.util.List;

/**
 * A host as its agent finds it. The key is bound to the agent's session, so it goes when the agent
 * or its Consul node does.
 *
 * @param consulNode the Consul node that the host's instances are registered on
 * @param cpuMillis thousandths of a core
 * @param logs where servers read what its instances write; null if the agent cannot tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostInfo(
    int schema,
    String host,
    String address,
    String consulNode,
    List<String> tags,
    PortRange portRange,
    int cpuMillis,
    long memoryBytes,
    String os,
    String architecture,
    String agentVersion,
    LogEndpoint logs) {
  public static final int SCHEMA = 1;
}
