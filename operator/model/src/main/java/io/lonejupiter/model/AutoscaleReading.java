package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One load as it was measured last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleReading(
    @JsonPropertyDescription("What was measured.") AutoscaleMetricType type,
    @JsonPropertyDescription("Of all instances together; left out if it is not known.")
        Integer total,
    @JsonPropertyDescription("How much of it one instance shall have.") Integer target) {}
