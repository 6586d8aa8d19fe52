package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the operator knows of an artifact. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArtifactStatus(
    @JsonPropertyDescription("The generation of the spec that this status was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("What is true of the object now.") List<Condition> conditions,
    @JsonPropertyDescription("Size in bytes, where known.") Long size,
    @JsonPropertyDescription("Where hosts fetch it from.") String location,
    @JsonPropertyDescription(
            "Position among the artifacts of the app; the newest of a branch has the highest.")
        Long sequence) {}
