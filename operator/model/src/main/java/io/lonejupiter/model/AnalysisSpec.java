package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * A gate on measured traffic: what the routers count of the new revision, beside what they count of
 * the stable one in the same time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisSpec(
    @JsonPropertyDescription(
            "Highest share of answers with a status of 500 and above, in percent. Beside it, and also if left out: not significantly more than the stable revision has.")
        @Pattern("^[0-9]{1,3}([.][0-9]{1,4})?$")
        String maxErrorRate,
    @JsonPropertyDescription(
            "Highest time until an answer begins, the mean of the last 512 requests or so. Beside it, and also if left out: not more than twice that of the stable revision.")
        @Pattern(Patterns.POSITIVE_DURATION)
        String maxResponseTime,
    @JsonPropertyDescription(
            "The same of percentiles, as routers count them while a rollout is judged.")
        @Size(min = 0, max = 4)
        List<ResponseTimeLimit> responseTimes,
    @JsonPropertyDescription(
            "Requests to the new revision that are needed before a measurement; 0: none, as where only Prometheus is asked.")
        @Min(0)
        @Default("100")
        Integer minSamples,
    @JsonPropertyDescription("Time between measurements.")
        @Pattern(Patterns.POSITIVE_DURATION)
        @Default("10s")
        String interval,
    @JsonPropertyDescription("How many measurements.") @Min(1) @Max(10000) @Default("1")
        Integer count,
    @JsonPropertyDescription("How many may be bad.") @Min(0) @Max(10000) @Default("0")
        Integer failureLimit,
    @JsonPropertyDescription("It is only told what would have failed, and the rollout goes on.")
        Boolean dryRun,
    @JsonPropertyDescription("Numbers that Prometheus gives; each measurement looks at all.")
        @Size(min = 0, max = 8)
        List<PrometheusQuery> prometheus) {}
