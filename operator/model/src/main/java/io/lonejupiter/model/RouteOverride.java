package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Users that are sent to one backend whatever the weights. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteOverride(
    @JsonPropertyDescription("Headers.") @Size(min = 0, max = 16) List<ValueMatch> headers,
    @JsonPropertyDescription("Cookies.") @Size(min = 0, max = 16) List<ValueMatch> cookies,
    @JsonPropertyDescription("Where they go.") @Required BackendRef backendRef) {}
