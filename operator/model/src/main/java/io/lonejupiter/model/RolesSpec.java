package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One instance is the primary, the others are replicas. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolesSpec(
    @JsonPropertyDescription("Name of the primary's role.")
        @Pattern(Patterns.NAME)
        @Default("primary")
        String primary,
    @JsonPropertyDescription("Name of the others' role.")
        @Pattern(Patterns.NAME)
        @Default("replica")
        String replica,
    @JsonPropertyDescription("Command that makes an instance the primary.") @Size(min = 0, max = 64)
        List<String> promote) {}
