package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** What keeps a user on a version. */
@ValidationRule(
    value = "!has(self.type) || self.type != 'Header' || has(self.name)",
    message = "name the header")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Stickiness(
    @JsonPropertyDescription("What identifies the user; None if left out.") StickinessType type,
    @JsonPropertyDescription(
            "Name of the cookie or header; of a cookie, one that is the route's own if left out.")
        @Pattern(Patterns.VALUE_NAME)
        String name,
    @JsonPropertyDescription("How long a user without a request is remembered; 30m if left out.")
        @Pattern(Patterns.POSITIVE_DURATION)
        String idleTimeout,
    @JsonPropertyDescription("Keep the user on one instance too; false if left out.")
        Boolean instance) {}
