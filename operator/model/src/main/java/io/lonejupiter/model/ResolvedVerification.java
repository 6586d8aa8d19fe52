package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** The gate of one instance, with the artifact that it means. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResolvedVerification(
    @JsonPropertyDescription("App of the test artifact; left out with it.") String app,
    @JsonPropertyDescription("The test artifact; the instance's own if left out.")
        ResolvedArtifact artifact,
    @JsonPropertyDescription("The command.") List<String> command,
    @JsonPropertyDescription("Requests that must be answered as stated.") List<HttpProbe> probes,
    @JsonPropertyDescription("How long one attempt may take.") String timeout,
    @JsonPropertyDescription("How often it is tried again.") Integer retries,
    @JsonPropertyDescription("The other host that verifies it; its own if left out.")
        OtherHost otherHost) {}
