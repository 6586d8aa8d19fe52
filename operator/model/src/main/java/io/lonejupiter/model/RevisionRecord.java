package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A revision of a map: what its instances are, and what became of its rollout. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionRecord(
    @JsonPropertyDescription("The revision.") String revision,
    @JsonPropertyDescription("When its rollout began, RFC 3339.") String startedAt,
    @JsonPropertyDescription("Progressing, Promoted, Failed or Superseded.") String outcome,
    @JsonPropertyDescription("How it ended, with the result of its gate.") String message,
    @JsonPropertyDescription("The end of what its verification wrote, if that failed.")
        String output,
    @JsonPropertyDescription("What differs from the revision before.") String change,
    @JsonPropertyDescription("The app.") String app,
    @JsonPropertyDescription("The artifact.") ResolvedArtifact artifact,
    @JsonPropertyDescription("How it is started and stopped.") RunSpec run,
    @JsonPropertyDescription("When it is healthy.") HealthSpec health,
    @JsonPropertyDescription("When a person had all instances replaced, RFC 3339.")
        String restartedAt) {

  public RevisionRecord withOutcome(String outcome, String message, String output) {
    return new RevisionRecord(
        revision,
        startedAt,
        outcome,
        message,
        output,
        change,
        app,
        artifact,
        run,
        health,
        restartedAt);
  }
}
