package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** What one instance is expected to use; used for placement, not enforced. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resources(
    @JsonPropertyDescription("Cores, as 2, 1.5 or 250m.") @Pattern(Patterns.CPU) String cpu,
    @JsonPropertyDescription("Bytes, as 256Mi.") @Pattern(Patterns.MEMORY) String memory) {}
