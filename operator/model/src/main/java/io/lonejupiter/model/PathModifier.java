package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Another path. */
@ValidationRule(
    value =
        "has(self.replaceFullPath) == (self.type == 'ReplaceFullPath') && has(self.replacePrefixMatch) == (self.type == 'ReplacePrefixMatch')",
    message = "give replaceFullPath or replacePrefixMatch, as type names it")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PathModifier(
    @JsonPropertyDescription("How much is replaced.") @Required PathModifierType type,
    @JsonPropertyDescription("The whole path.") @Size(min = 1, max = 512) @Pattern(Patterns.PATH)
        String replaceFullPath,
    @JsonPropertyDescription("What stands in place of the prefix that matched.")
        @Size(min = 1, max = 512)
        @Pattern(Patterns.PATH)
        String replacePrefixMatch) {}
