package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** One load that the number of instances follows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleMetric(
    @JsonPropertyDescription(
            "Sessions: open requests and tunnels, and users kept on an instance. Requests: a second. CPU, Memory: percent of placement.resources.")
        @Required
        AutoscaleMetricType type,
    @JsonPropertyDescription("How much of it one instance shall have.")
        @Required
        @Min(1)
        @Max(1_000_000)
        Integer target) {}
