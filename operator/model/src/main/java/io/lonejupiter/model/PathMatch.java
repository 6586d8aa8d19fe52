package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A condition on the path. */
@ValidationRule(
    value =
        "!has(self.value) || has(self.type) && self.type == 'RegularExpression' || self.value.matches('"
            + Patterns.CEL_PATH
            + "')",
    message = "value begins with / and has no space and none of ? # < > ; \" and \\",
    fieldPath = ".value")
// Not a rule of the operator, too: an object that had one before this rule goes on.
@ValidationRule(
    value =
        "!has(self.value) || has(self.type) && self.type == 'RegularExpression' || !self.value.matches('"
            + Patterns.HALF_ENCODING
            + "')",
    message =
        "no request can reach a value with a % that is not followed by two hexadecimal digits;"
            + " % itself is %25",
    fieldPath = ".value")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PathMatch(
    @JsonPropertyDescription(
            "PathPrefix, also if left out, matches whole segments: /shop is not /shopping."
                + " RegularExpression matches all of the path, in the syntax of RE2.")
        PathMatchType type,
    @JsonPropertyDescription("The path; / if left out.") @Size(min = 1, max = 512) String value) {}
