package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the bytes come from. */
@ValidationRule(
    value =
        "self.type == 'Stored' ? !has(self.url) || self.url == '' : has(self.url) && self.url != ''",
    message = "url is needed unless type is Stored, and not taken then")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArtifactSource(
    @JsonPropertyDescription(
            "Stored: uploaded to the artifact service. HTTP: a URL. File: a path on each host. OCI: a registry reference.")
        @Default("Stored")
        SourceType type,
    @JsonPropertyDescription(
            "For HTTP an http(s) URL, for File a file: URL, for OCI a reference with digest; empty for Stored.")
        @Size(min = 0, max = 2048)
        String url) {}
