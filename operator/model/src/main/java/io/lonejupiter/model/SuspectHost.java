package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A host that is avoided, as an instance of a proven revision has failed there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SuspectHost(
    @JsonPropertyDescription("The AppHost.") String host,
    @JsonPropertyDescription("The revision that failed there.") String revision,
    @JsonPropertyDescription("The instance that failed.") String instance,
    @JsonPropertyDescription("Why, one word.") String reason,
    @JsonPropertyDescription("Since when it is avoided, RFC 3339.") String since,
    @JsonPropertyDescription("Until when, RFC 3339.") String until) {}
