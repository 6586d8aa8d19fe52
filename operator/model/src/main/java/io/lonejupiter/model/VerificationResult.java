package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What became of the gate of an instance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerificationResult(
    @JsonPropertyDescription("Whether it may get traffic.") Boolean passed,
    @JsonPropertyDescription("How often it was tried.") Integer attempts,
    @JsonPropertyDescription("When the last attempt ended, RFC 3339.") String finishedAt,
    @JsonPropertyDescription("How it ended.") String message,
    @JsonPropertyDescription(
            "The end of what it wrote, where it failed; all of it is in the instance's log.")
        String output) {}
