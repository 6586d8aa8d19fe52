package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the routers do with the routes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FrontEndConfigStatus(
    @JsonPropertyDescription("The generation of the spec that this status was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("What is true of the object now.") List<Condition> conditions,
    @JsonPropertyDescription("Hash of the rules as written to Consul.") String revision,
    @JsonPropertyDescription("Live routers of the group.") Integer routers,
    @JsonPropertyDescription("Live routers that have applied the revision.") Integer programmed,
    @JsonPropertyDescription("Each live router.") List<RouterStatus> routerStatuses,
    @JsonPropertyDescription("Each backend of each route.") List<BackendStatus> backends) {}
