package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where the rollout of the newest revision stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStatus(
    @JsonPropertyDescription("Progressing, Paused, Complete or Failed.") RolloutPhase phase,
    @JsonPropertyDescription("The revision that is rolled out, or was last.") String revision,
    @JsonPropertyDescription("The revision that was promoted last; none before the first.")
        String stable,
    @JsonPropertyDescription("A revision that is kept running to be gone back to.") String warm,
    @JsonPropertyDescription("Until when, RFC 3339.") String warmUntil,
    @JsonPropertyDescription("Index of the current step; their number when all are done.")
        Integer step,
    @JsonPropertyDescription(
            "Percent of the map's traffic that goes to the revision; left out where every green instance has its part.")
        Integer weight,
    @JsonPropertyDescription("When it began, RFC 3339.") String startedAt,
    @JsonPropertyDescription("When the current step began, RFC 3339.") String stepSince,
    @JsonPropertyDescription("When it last came further, RFC 3339.") String progressSince,
    @JsonPropertyDescription("Green instances of the revision.") Integer ready,
    @JsonPropertyDescription("It has failed, and the stable revision has taken over again.")
        Boolean rolledBack,
    @JsonPropertyDescription("Why it is Paused or Failed, one word.") String reason,
    @JsonPropertyDescription("The same as a sentence.") String message,
    @JsonPropertyDescription("The end of what a verification wrote that failed.") String output,
    @JsonPropertyDescription("The measurements of the last step that had some.")
        AnalysisStatus analysis) {}
