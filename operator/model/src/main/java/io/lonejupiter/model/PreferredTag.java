package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** A tag that a host had better have. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PreferredTag(
    @JsonPropertyDescription("The tag.") @Required @Pattern(Patterns.TAG) String tag,
    @JsonPropertyDescription("How much it counts against the others; 1 if left out.")
        @Min(1)
        @Max(100)
        Integer weight) {}
