package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the sessions of an instance that leaves come to their end. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrainStatus(
    @JsonPropertyDescription("Sessions when they were counted first.") Integer initialSessions,
    @JsonPropertyDescription("When that was, RFC 3339.") String countedSince,
    @JsonPropertyDescription("Sessions that have ended in a minute, since then.") String rate,
    @JsonPropertyDescription(
            "When the last one ends if they go on so, RFC 3339; the deadline at the latest.")
        String estimatedEnd,
    @JsonPropertyDescription("When it is stopped all the same, RFC 3339.") String deadline,
    @JsonPropertyDescription("Sessions that were left then, and are closed.") Integer lost) {}
