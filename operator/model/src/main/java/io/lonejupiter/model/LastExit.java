package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the process before the present one ended. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LastExit(
    @JsonPropertyDescription(
            "Its exit code, 128 and the signal's number if a signal ended it; left out when nobody saw it.")
        Integer exitCode,
    @JsonPropertyDescription("When it was started, RFC 3339.") String startedAt,
    @JsonPropertyDescription("When its end was seen, RFC 3339.") String finishedAt) {}
