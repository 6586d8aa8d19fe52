package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** A version, branch or labelled group of an app, with its weight. */
@ValidationRule(
    value = "[has(self.version), has(self.branch), has(self.labels)].filter(x, x).size() == 1",
    message = "name exactly one of version, branch and labels")
@ValidationRule(
    value =
        "!has(self.labels) || !('rollout' in self.labels) || self.labels['rollout'] == 'preview' && 'map' in self.labels",
    message = "the label rollout has the value preview, and needs the label map")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackendRef(
    @JsonPropertyDescription("The app.") @Required @Pattern(Patterns.NAME) String app,
    @JsonPropertyDescription("Instances of this version.") @Pattern(Patterns.VERSION)
        String version,
    @JsonPropertyDescription("Instances of this branch.") @Pattern(Patterns.BRANCH) String branch,
    @JsonPropertyDescription(
            "Instances with these labels: map, version, branch, revision or role; with map and rollout: preview those of its newest revision.")
        @Size(min = 1, max = 8)
        Map<String, String> labels,
    @JsonPropertyDescription("Its share of weightTotal.") @Min(0) @Max(10000) Integer weight) {}
