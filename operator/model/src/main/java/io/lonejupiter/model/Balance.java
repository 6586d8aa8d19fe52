package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;

/** How a request is given to an instance of a version. */
@ValidationRule(
    value = "!has(self.type) || !(self.type in ['HashHeader', 'HashCookie']) || has(self.name)",
    message = "name the header or cookie")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Balance(
    @JsonPropertyDescription("The method; RoundRobin if left out.") BalanceType type,
    @JsonPropertyDescription("Name of the header or cookie.") @Pattern(Patterns.VALUE_NAME)
        String name) {}
