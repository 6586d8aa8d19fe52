package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** A condition on the path. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PathMatch(
    @JsonPropertyDescription(
            "PathPrefix, also if left out, matches whole segments: /shop is not /shopping.")
        PathMatchType type,
    @JsonPropertyDescription("The path; / if left out.")
        @Pattern("^/[^ ?#<>;\"\\\\]*$")
        @Size(min = 1, max = 1024)
        String value) {}
