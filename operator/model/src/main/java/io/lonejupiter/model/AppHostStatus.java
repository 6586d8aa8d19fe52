package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What is known of a host. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppHostStatus(
    @JsonPropertyDescription("The generation of the spec that this status was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("What is true of the object now.") List<Condition> conditions,
    @JsonPropertyDescription("Address that instances listen on.") String address,
    @JsonPropertyDescription("The Consul node of its agent.") String consulNode,
    @JsonPropertyDescription("What the agent measured.") HostFacts facts,
    @JsonPropertyDescription("Tags that the agent reports.") List<String> measuredTags,
    @JsonPropertyDescription("Both kinds of tags together.") List<String> effectiveTags,
    @JsonPropertyDescription("Ports that instances are given.") PortRange portRange,
    @JsonPropertyDescription("What instances here were given.") HostAllocation allocated,
    @JsonPropertyDescription("How busy it is.") HostLoad load,
    @JsonPropertyDescription("When its agent was last missed, RFC 3339.") String lostSince) {}
