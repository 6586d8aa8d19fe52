package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Ports that instances are given. */
@ValidationRule(value = "self.from <= self.to", message = "from must not be above to")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PortRange(
    @JsonPropertyDescription("First port.") @Required @Min(1) @Max(65535) Integer from,
    @JsonPropertyDescription("Last port.") @Required @Min(1) @Max(65535) Integer to) {}
