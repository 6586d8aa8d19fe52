package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;

/** How an instance leaves. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrainSpec(
    @JsonPropertyDescription(
            "sessions: its live sessions are 0. requests: its open requests are 0. manual: a person stops it.")
        @Default("sessions")
        DrainUntil until,
    @JsonPropertyDescription("Longest time; then it is stopped all the same.")
        @Pattern(Patterns.DURATION)
        @Default("5m")
        String maxDuration,
    @JsonPropertyDescription(
            "Where the app itself says how many sessions it has: a GET that is answered by a number, or by JSON with a number named sessions. It counts beside what the routers count, unless until is requests.")
        SessionCount sessionCount) {}
