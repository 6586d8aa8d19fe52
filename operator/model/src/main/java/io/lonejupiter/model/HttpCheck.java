package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;

/** An HTTP check: green on a 2xx answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HttpCheck(
    @JsonPropertyDescription("Path that is asked for.") @Pattern("^/.*$") @Default("/") String path,
    @JsonPropertyDescription("Name of the port; the first one if left out.") @Pattern(Patterns.NAME)
        String port) {}
