package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** How a request is given to an instance of a version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Balance(
    @JsonPropertyDescription("The method; RoundRobin if left out.") BalanceType type,
    @JsonPropertyDescription("Name of the header or cookie.") @Size(min = 1, max = 128)
        String name) {}
