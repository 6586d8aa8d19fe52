package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Host or path as the instance is to see them. The query stays. */
@ValidationRule(value = "has(self.hostname) || has(self.path)", message = "name hostname or path")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record URLRewrite(
    @JsonPropertyDescription("The host.") @Size(min = 1, max = 253) @Pattern(Patterns.EXACT_HOST)
        String hostname,
    @JsonPropertyDescription("The path.") PathModifier path) {}
