package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How a router does with this object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouterStatus(
    @JsonPropertyDescription("The router.") @Required String router,
    @JsonPropertyDescription("The revision that it has applied.") String revision,
    @JsonPropertyDescription("Why it has not.") String error) {}
