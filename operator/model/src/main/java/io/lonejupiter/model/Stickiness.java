package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** What keeps a user on a version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Stickiness(
    @JsonPropertyDescription("What identifies the user; None if left out.") StickinessType type,
    @JsonPropertyDescription("Name of the cookie or header.") @Size(min = 1, max = 128) String name,
    @JsonPropertyDescription("How long a user is remembered; 30m if left out.")
        @Pattern(Patterns.DURATION)
        String idleTimeout,
    @JsonPropertyDescription("Keep the user on one instance too; false if left out.")
        Boolean instance) {}
