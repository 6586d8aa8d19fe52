package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How busy the host is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostLoad(
    @JsonPropertyDescription("Load average of one minute.") String load1,
    @JsonPropertyDescription("Memory that is free for use.") Long memoryAvailableBytes) {}
