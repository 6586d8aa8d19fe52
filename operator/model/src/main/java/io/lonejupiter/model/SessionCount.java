package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;

/** Where an app says how many sessions it has. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SessionCount(
    @JsonPropertyDescription("Path that is asked for.")
        @Pattern(Patterns.PATH)
        @Default("/sessions")
        String path,
    @JsonPropertyDescription("Name of the port; the first one if left out.") @Pattern(Patterns.NAME)
        String port) {}
