package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Where instances may run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlacementSpec(
    @JsonPropertyDescription("Tags that a host must have, all of them.") @Size(min = 0, max = 32)
        List<@Pattern(Patterns.TAG) String> requires,
    @JsonPropertyDescription("Tags that a host must not have, any of them.")
        @Size(min = 0, max = 32)
        List<@Pattern(Patterns.TAG) String> forbids,
    @JsonPropertyDescription("Tags that count for a host.") @Size(min = 0, max = 32)
        List<PreferredTag> prefers,
    @JsonPropertyDescription(
            "Host: as many hosts as possible, several on one if it must be. None: fill hosts up.")
        @Default("Host")
        SpreadBy spread,
    @JsonPropertyDescription("How many instances of this map one host may run; 0 is no limit.")
        @Min(0)
        @Max(1000)
        @Default("0")
        Integer maxPerHost,
    @JsonPropertyDescription("What one instance is expected to use.") Resources resources) {}
