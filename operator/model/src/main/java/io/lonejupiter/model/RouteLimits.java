package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** What a route takes at most. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteLimits(
    @JsonPropertyDescription(
            "Requests and tunnels that are open at once on one router; more are answered 429.")
        @Min(1)
        @Max(1_000_000)
        Integer connections,
    @JsonPropertyDescription(
            "Length of a request's body, such as 10Mi; longer ones are answered 413, those that do"
                + " not say their length 411.")
        @Pattern(Patterns.MEMORY)
        String body) {}
