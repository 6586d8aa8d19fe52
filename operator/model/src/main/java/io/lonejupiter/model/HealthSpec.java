package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * The Consul check of an instance: http, tcp or command; a TCP check of the first port if none is
 * named, and a check of the process alone if it has no port.
 */
@ValidationRule(
    value =
        "[has(self.http), has(self.tcp), has(self.command) && size(self.command) > 0].filter(x, x).size() <= 1",
    message = "name at most one of http, tcp and command")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HealthSpec(
    @JsonPropertyDescription("Green on a 2xx answer.") HttpCheck http,
    @JsonPropertyDescription("Green when a connection opens.") TcpCheck tcp,
    @JsonPropertyDescription(
            "Green when this command, run by the agent in the instance's folder, exits 0.")
        @Size(min = 0, max = 64)
        List<String> command,
    @JsonPropertyDescription("Time between checks; Consul takes no less than 1s.")
        @Pattern(Patterns.POSITIVE_DURATION)
        @Default("2s")
        String interval,
    @JsonPropertyDescription("How long one check may take.")
        @Pattern(Patterns.POSITIVE_DURATION)
        @Default("2s")
        String timeout,
    @JsonPropertyDescription("Passes in a row until it is green.") @Min(1) @Max(100) @Default("1")
        Integer successThreshold,
    @JsonPropertyDescription("Failures in a row until it is red.") @Min(1) @Max(100) @Default("1")
        Integer failureThreshold) {}
