package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One aspect of an object's state, as Kubernetes writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @JsonPropertyDescription("The aspect: Ready, Reconciling, Stalled, Accepted, Programmed.")
        @Required
        String type,
    @JsonPropertyDescription("True, False or Unknown.") @Required @Pattern("^(True|False|Unknown)$")
        String status,
    @JsonPropertyDescription("The generation of the object that this was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("When the status last changed, RFC 3339.") @Required
        String lastTransitionTime,
    @JsonPropertyDescription("One word in CamelCase for programs.")
        @Required
        @Size(min = 1, max = 128)
        String reason,
    @JsonPropertyDescription("A sentence for people: what is wrong and what to do.")
        String message) {}
