package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the measurements of a rollout's last step with an analysis said. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisStatus(
    @JsonPropertyDescription("Index of the step.") Integer step,
    @JsonPropertyDescription("How many were made.") Integer measurements,
    @JsonPropertyDescription("How many of them were bad.") Integer failures,
    @JsonPropertyDescription("When the last one was made, RFC 3339.") String measuredAt,
    @JsonPropertyDescription("What the last one saw.") String message,
    @JsonPropertyDescription("What would have failed the rollout, had it not been a dry run.")
        String dryRun) {}
