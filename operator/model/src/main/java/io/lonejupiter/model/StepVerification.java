package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What an instance that may get traffic is verified with, at a step of its rollout. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StepVerification(
    @JsonPropertyDescription("Index of the step, and when its rollout began.") @Required String id,
    @JsonPropertyDescription("The verification.") @Required ResolvedVerification verification) {}
