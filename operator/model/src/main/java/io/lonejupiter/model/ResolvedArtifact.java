package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** The artifact that an instance runs, resolved. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResolvedArtifact(
    @JsonPropertyDescription("Name of the Artifact.") @Required String name,
    @JsonPropertyDescription("Its version.") @Required String version,
    @JsonPropertyDescription("Its branch.") String branch,
    @JsonPropertyDescription("SHA-256 of the bytes.") @Required @Pattern(Patterns.SHA256)
        String sha256,
    @JsonPropertyDescription("How the bytes are packed.") @Required ArtifactFormat format,
    @JsonPropertyDescription("Where the bytes come from.") @Required ArtifactSource source) {}
