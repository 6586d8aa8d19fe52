package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What a build produced: immutable once created. */
@ValidationRule(
    value = "self == oldSelf",
    message = "an artifact is immutable: create one with another version")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArtifactSpec(
    @JsonPropertyDescription("The app that this is a build of.")
        @Required
        @Pattern(Patterns.NAME)
        @SelectableField
        String app,
    @JsonPropertyDescription("The version of the build; one artifact for each app and version.")
        @Required
        @Pattern(Patterns.VERSION)
        String version,
    @JsonPropertyDescription("The branch that was built.")
        @Pattern(Patterns.BRANCH)
        @Default("main")
        String branch,
    @JsonPropertyDescription("The commit that was built.") @Size(min = 0, max = 128) String commit,
    @JsonPropertyDescription("Where the bytes come from.") @Required ArtifactSource source,
    @JsonPropertyDescription(
            "SHA-256 of the bytes in lower-case hexadecimal; every host checks it.")
        @Required
        @Pattern(Patterns.SHA256)
        String sha256,
    @JsonPropertyDescription(
            "zip, tar.gz and jar are unpacked or run as they are; executable is a single program.")
        @Required
        ArtifactFormat format) {}
