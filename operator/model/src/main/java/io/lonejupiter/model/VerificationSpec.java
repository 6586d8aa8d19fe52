package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What an instance has to pass: before it gets any traffic, or at a step of its rollout. */
@ValidationRule(
    value =
        "has(self.artifact) || (has(self.command) && size(self.command) > 0) || (has(self.probes) && size(self.probes) > 0)",
    message = "name an artifact, a command or probes")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerificationSpec(
    @JsonPropertyDescription("A test artifact to run; the app's own if left out.")
        ArtifactRef artifact,
    @JsonPropertyDescription("The command; URL is in its environment.") @Size(min = 0, max = 64)
        List<String> command,
    @JsonPropertyDescription("Requests that must be answered as stated.") @Size(min = 0, max = 64)
        List<HttpProbe> probes,
    @JsonPropertyDescription("How long one attempt may take.")
        @Pattern(Patterns.DURATION)
        @Default("5m")
        String timeout,
    @JsonPropertyDescription("How often it is tried again.") @Min(0) @Max(100) @Default("0")
        Integer retries,
    @JsonPropertyDescription(
            "Verified by the agent of another host, and so by the way that requests take; by its own if left out.")
        OtherHost otherHost) {}
