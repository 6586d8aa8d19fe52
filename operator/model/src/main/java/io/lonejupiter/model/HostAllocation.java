package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What instances here were given. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostAllocation(
    @JsonPropertyDescription("Instances.") Integer instances,
    @JsonPropertyDescription("Thousandths of a core.") Integer cpuMillis,
    @JsonPropertyDescription("Bytes.") Long memoryBytes,
    @JsonPropertyDescription("Ports.") List<Integer> ports) {}
