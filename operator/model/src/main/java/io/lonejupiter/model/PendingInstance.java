package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** An instance that no host can take. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PendingInstance(
    @JsonPropertyDescription("Name the AppDeployment would get.") @Required String name,
    @JsonPropertyDescription("Every host with its one reason.") List<HostReason> hosts,
    @JsonPropertyDescription("The smallest change that would make it fit.") String suggestion) {}
