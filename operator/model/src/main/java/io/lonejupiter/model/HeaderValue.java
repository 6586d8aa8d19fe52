package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A header and its value. */
@ValidationRule(
    value = "!(self.name.lowerAscii() in " + Patterns.CEL_FRAMING_HEADERS + ")",
    message = Patterns.FRAMING_MESSAGE,
    fieldPath = ".name")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeaderValue(
    @JsonPropertyDescription("Its name.")
        @Required
        @Size(min = 1, max = 64)
        @Pattern(Patterns.VALUE_NAME)
        String name,
    @JsonPropertyDescription("Its value: visible ASCII characters and spaces between them.")
        @Required
        @Size(min = 1, max = 512)
        @Pattern(Patterns.HEADER_VALUE)
        String value) {}
