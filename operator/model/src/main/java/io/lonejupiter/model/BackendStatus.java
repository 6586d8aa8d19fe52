package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** How a backend of a route does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackendStatus(
    @JsonPropertyDescription("Name or index of the route.") @Required String route,
    @JsonPropertyDescription("The backend, as app:version.") @Required String backend,
    @JsonPropertyDescription("Share by weight, in percent.") String intendedShare,
    @JsonPropertyDescription("Share of the requests that routers counted, in percent.")
        String observedShare,
    @JsonPropertyDescription(
            "Share of them that was answered with a status of 500 and above, in percent.")
        String errorRate,
    @JsonPropertyDescription(
            "Milliseconds until an answer began, the mean of each router's last 512 requests or so.")
        Integer responseMillis,
    @JsonPropertyDescription("Instances that may get traffic.") Integer healthy,
    @JsonPropertyDescription("Requests and tunnels that are open.") Integer sessions,
    @JsonPropertyDescription(
            "Users who are kept on its instances and have no request open, of the router that knows"
                + " most of them; not there where none are kept on an instance, or where a router"
                + " has more than 100,000.")
        Integer kept) {}
