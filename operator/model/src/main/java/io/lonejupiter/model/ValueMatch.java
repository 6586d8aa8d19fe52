package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A condition on a header, cookie or query parameter. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ValueMatch(
    @JsonPropertyDescription("How the value is compared; Exact if left out.") ValueMatchType type,
    @JsonPropertyDescription("Its name. Of several for one name the first counts.")
        @Required
        @Pattern(Patterns.VALUE_NAME)
        String name,
    @JsonPropertyDescription(
            "Its value; of a RegularExpression, in the syntax of RE2, all of the value.")
        @Required
        @Size(min = 1, max = 512)
        String value) {}
