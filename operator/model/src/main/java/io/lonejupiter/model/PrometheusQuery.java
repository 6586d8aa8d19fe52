package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A number that a Prometheus server gives, and between what it has to be. */
@ValidationRule(value = "has(self.min) || has(self.max)", message = "name min, max or both")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PrometheusQuery(
    @JsonPropertyDescription("Where Prometheus is, as http://prometheus.example.org:9090.")
        @Required
        @Pattern(Patterns.HTTP_ADDRESS)
        String address,
    @JsonPropertyDescription(
            "PromQL that gives one number. $(NAMESPACE), $(MAP), $(REVISION) and $(STABLE) are filled in.")
        @Required
        @Size(min = 1, max = 4096)
        String query,
    @JsonPropertyDescription("Lowest value.") @Pattern(Patterns.DECIMAL) String min,
    @JsonPropertyDescription("Highest value.") @Pattern(Patterns.DECIMAL) String max) {}
