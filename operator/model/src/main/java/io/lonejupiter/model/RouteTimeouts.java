package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** Time limits of a route. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteTimeouts(
    @JsonPropertyDescription("To open a connection to an instance; 2s if left out.")
        @Pattern(Patterns.POSITIVE_DURATION)
        String connect,
    @JsonPropertyDescription("For an answer to begin.") @Pattern(Patterns.DURATION) String request,
    @JsonPropertyDescription("For a silent tunnel.") @Pattern(Patterns.DURATION) String tunnel) {}
