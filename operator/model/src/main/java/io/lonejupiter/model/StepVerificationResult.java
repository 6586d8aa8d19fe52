package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What became of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StepVerificationResult(
    @JsonPropertyDescription("Index of the step, and when its rollout began.") String id,
    @JsonPropertyDescription("How it ended.") VerificationResult result) {}
