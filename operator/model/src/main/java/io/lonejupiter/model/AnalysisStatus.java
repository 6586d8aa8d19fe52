package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the measurements of a rollout's current step said. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisStatus(
    @JsonPropertyDescription("How many were made.") Integer measurements,
    @JsonPropertyDescription("How many of them were bad.") Integer failures,
    @JsonPropertyDescription("When the last one was made, RFC 3339.") String measuredAt,
    @JsonPropertyDescription("What the last one saw.") String message) {}
