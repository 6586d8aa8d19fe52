package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** A percentile of the times until answers begin, and what it may be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResponseTimeLimit(
    @JsonPropertyDescription(
            "Percent of the answers that have to begin in time, such as 50, 95 or 99.9. A measurement needs ten times the requests of which one may be late: 1,000 for 99.")
        @Required
        @Pattern("^([1-9]|[1-9][0-9])([.][0-9]{1,2})?$")
        String percentile,
    @JsonPropertyDescription(
            "Longest time. Beside it, and also if left out: not significantly more answers than that are later than twice the stable revision's percentile.")
        @Pattern(Patterns.POSITIVE_DURATION)
        String max) {}
