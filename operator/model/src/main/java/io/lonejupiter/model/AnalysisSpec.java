package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** A gate on measured traffic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisSpec(
    @JsonPropertyDescription("Highest share of 5xx answers, in percent.")
        @Pattern("^[0-9]{1,3}([.][0-9]{1,4})?$")
        String maxErrorRate,
    @JsonPropertyDescription("Highest 99th percentile of latency.") @Pattern(Patterns.DURATION)
        String maxLatency,
    @JsonPropertyDescription("A query that must answer a value above 0.") @Size(min = 0, max = 4096)
        String prometheusQuery,
    @JsonPropertyDescription("Requests needed before a verdict.") @Min(1) @Default("100")
        Integer minSamples,
    @JsonPropertyDescription("Time between measurements.")
        @Pattern(Patterns.DURATION)
        @Default("10s")
        String interval,
    @JsonPropertyDescription("How many measurements.") @Min(1) @Max(10000) @Default("1")
        Integer count,
    @JsonPropertyDescription("How many may fail.") @Min(0) @Max(10000) @Default("0")
        Integer failureLimit) {}
