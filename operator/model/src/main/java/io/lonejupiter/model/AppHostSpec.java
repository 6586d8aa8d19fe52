package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A host on which instances may run; created from what its agent reports. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppHostSpec(
    @JsonPropertyDescription("Tags added to the ones that the agent reports.")
        @Size(min = 0, max = 64)
        List<@Pattern(Patterns.TAG) String> tags,
    @JsonPropertyDescription("No new instance is placed here.") @Default("false") Boolean cordoned,
    @JsonPropertyDescription("Instances here are replaced elsewhere.") @Default("false")
        Boolean drain,
    @JsonPropertyDescription("Ports that instances are given; the agent's own range if left out.")
        PortRange portRange,
    @JsonPropertyDescription("What is kept back from instances.") Resources reserved) {}
