package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Changes of headers. Of each list the first entry of a name counts. */
@ValidationRule(
    value =
        "!has(self.remove) || self.remove.all(n, !(n.lowerAscii() in "
            + Patterns.CEL_FRAMING_HEADERS
            + "))",
    message = Patterns.FRAMING_MESSAGE,
    fieldPath = ".remove")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeaderModifier(
    @JsonPropertyDescription("Headers that get this value, whatever they had.")
        @Size(min = 0, max = 16)
        List<HeaderValue> set,
    @JsonPropertyDescription("Values that are added to those a header has.")
        @Size(min = 0, max = 16)
        List<HeaderValue> add,
    @JsonPropertyDescription("Names of headers that are taken away.") @Size(min = 0, max = 16)
        List<@Size(max = 64) @Pattern(Patterns.VALUE_NAME) String> remove) {}
