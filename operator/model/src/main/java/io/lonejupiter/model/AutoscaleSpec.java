package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** A number of instances that follows the load. */
@ValidationRule(value = "self.min <= self.max", message = "min must not be above max")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleSpec(
    @JsonPropertyDescription("Fewest instances.") @Required @Min(0) @Max(1000) Integer min,
    @JsonPropertyDescription("Most instances.") @Required @Min(1) @Max(1000) Integer max,
    @JsonPropertyDescription("What is measured.") @Default("Sessions") AutoscaleMetric metric,
    @JsonPropertyDescription(
            "Wanted value per instance: sessions, requests per second, or percent.")
        @Min(1)
        Integer target,
    @JsonPropertyDescription("How long a lower wish must last before instances are removed.")
        @Pattern(Patterns.DURATION)
        @Default("5m")
        String stabilisation) {}
