package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** When an instance that fails on its host is given another one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RescheduleSpec(
    @JsonPropertyDescription(
            "How many hosts a revision may leave within the interval; 0: its instances stay where they are.")
        @Min(0)
        @Max(10)
        @Default("3")
        Integer attempts,
    @JsonPropertyDescription("How long such a host is avoided, and counts.")
        @Pattern(Patterns.DURATION)
        @Default("1h")
        String interval,
    @JsonPropertyDescription(
            "How long an instance has failed before it is given another host; a crash loop, which is tried again often enough before, is at once.")
        @Pattern(Patterns.DURATION)
        @Default("1m")
        String delay) {}
