package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What became of a number of instances that follows the load. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleStatus(
    @JsonPropertyDescription("How many instances there shall be now.") Integer instances,
    @JsonPropertyDescription("Another number that the load asks for, and has to go on asking for.")
        Integer wish,
    @JsonPropertyDescription("Since when it does, RFC 3339.") String wishSince,
    @JsonPropertyDescription("When the number was changed last, RFC 3339.") String scaledAt,
    @JsonPropertyDescription("Why it is this number.") String message,
    @JsonPropertyDescription("What was measured last.") @Size(min = 0, max = 4)
        List<AutoscaleReading> readings) {}
