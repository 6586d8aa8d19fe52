package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which artifact: by name, or by app with a version or a branch. */
@ValidationRule(
    value =
        "has(self.name) ? !has(self.app) && !has(self.version) && !has(self.branch) : has(self.app) && (has(self.version) != has(self.branch))",
    message = "name either name alone, or app with exactly one of version and branch")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArtifactRef(
    @JsonPropertyDescription("Name of an Artifact in this namespace.") @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("The app.") @Pattern(Patterns.NAME) String app,
    @JsonPropertyDescription("This version of the app.") @Pattern(Patterns.VERSION) String version,
    @JsonPropertyDescription("The newest artifact of this branch of the app.")
        @Pattern(Patterns.BRANCH)
        String branch) {}
