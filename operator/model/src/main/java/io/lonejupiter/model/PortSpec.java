package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** A port of an instance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PortSpec(
    @JsonPropertyDescription(
            "Name of the port; the one named http is the default. $(PORT_NAME) expands to it, $(PORT) to the first.")
        @Required
        @Pattern(Patterns.NAME)
        String name,
    @JsonPropertyDescription("A fixed port; a free one of the host's range if left out.")
        @Min(1)
        @Max(65535)
        Integer port) {}
