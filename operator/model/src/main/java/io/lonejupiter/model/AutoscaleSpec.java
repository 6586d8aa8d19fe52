package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A number of instances that follows the load and the time of the day. */
@ValidationRule(value = "self.min <= self.max", message = "min must not be above max")
@ValidationRule(
    value = "has(self.metrics) || has(self.schedule)",
    message = "name metrics, a schedule, or both")
@ValidationRule(
    value =
        "!has(self.metrics) || self.metrics.all(m, self.metrics.exists_one(n, n.type == m.type))",
    message = "each type of metrics may be named once")
@ValidationRule(
    value = "!has(self.schedule) || self.schedule.all(w, w.min <= self.max)",
    message = "min of a schedule must not be above max")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleSpec(
    @JsonPropertyDescription("Fewest instances.") @Required @Min(1) @Max(1000) Integer min,
    @JsonPropertyDescription("Most instances.") @Required @Min(1) @Max(1000) Integer max,
    @JsonPropertyDescription("The loads; the one that needs the most instances counts.")
        @Size(min = 1, max = 4)
        List<AutoscaleMetric> metrics,
    @JsonPropertyDescription("Times of the day that need more instances.") @Size(min = 1, max = 20)
        List<AutoscaleWindow> schedule,
    @JsonPropertyDescription("How long a load must last before instances are added.")
        @Pattern(Patterns.DURATION)
        @Default("0s")
        String scaleUpAfter,
    @JsonPropertyDescription("How long a lower load must last before instances are removed.")
        @Pattern(Patterns.DURATION)
        @Default("5m")
        String scaleDownAfter) {}
