package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What an instance does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppDeploymentStatus(
    @JsonPropertyDescription("The generation of the spec that this status was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("What is true of the object now.") List<Condition> conditions,
    @JsonPropertyDescription(
            "Where it stands; Running means that Consul's check is green for this very process.")
        Phase phase,
    @JsonPropertyDescription("Its process.") Integer pid,
    @JsonPropertyDescription("When the process was started, RFC 3339.") String startedAt,
    @JsonPropertyDescription("Live sessions, as the routers count them.") Integer sessions,
    @JsonPropertyDescription("How often the process was restarted.") Integer restarts,
    @JsonPropertyDescription("How the last process that ended by itself did.") LastExit lastExit,
    @JsonPropertyDescription("One word for the phase.") String reason,
    @JsonPropertyDescription("A sentence for the phase.") String message,
    @JsonPropertyDescription("When it began to drain, RFC 3339.") String drainingSince,
    @JsonPropertyDescription("When its host was lost, RFC 3339.") String lostSince,
    @JsonPropertyDescription("How its sessions come to their end, while it drains.")
        DrainStatus drain,
    @JsonPropertyDescription("What became of its verification.") VerificationResult verification,
    @JsonPropertyDescription("What became of that of a step of its rollout.")
        StepVerificationResult stepVerification) {}
