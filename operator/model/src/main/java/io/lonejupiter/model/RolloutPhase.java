package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a rollout does. */
public enum RolloutPhase {
  @JsonProperty("Progressing")
  PROGRESSING("Progressing"),
  @JsonProperty("Paused")
  PAUSED("Paused"),
  @JsonProperty("Complete")
  COMPLETE("Complete"),
  @JsonProperty("Failed")
  FAILED("Failed");

  private final String word;

  RolloutPhase(String word) {
    this.word = word;
  }

  /** The word as it stands in a status. */
  @Override
  public String toString() {
    return word;
  }
}
