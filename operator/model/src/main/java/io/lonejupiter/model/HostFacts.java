package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the agent measured. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostFacts(
    @JsonPropertyDescription("Operating system.") String os,
    @JsonPropertyDescription("Processor architecture.") String architecture,
    @JsonPropertyDescription("Thousandths of a core.") Integer cpuMillis,
    @JsonPropertyDescription("Memory in bytes.") Long memoryBytes,
    @JsonPropertyDescription("Version of the agent.") String agentVersion) {}
