package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Conditions that must all hold. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteMatch(
    @JsonPropertyDescription("The path.") PathMatch path,
    @JsonPropertyDescription("Headers.") @Size(min = 0, max = 16) List<ValueMatch> headers,
    @JsonPropertyDescription("Cookies.") @Size(min = 0, max = 16) List<ValueMatch> cookies,
    @JsonPropertyDescription("Query parameters.") @Size(min = 0, max = 16)
        List<ValueMatch> queryParams,
    @JsonPropertyDescription("The method.") @Pattern("^[A-Z]{1,16}$") String method) {}
