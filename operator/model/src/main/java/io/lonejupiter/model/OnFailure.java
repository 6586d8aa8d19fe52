package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a failed rollout does. */
public enum OnFailure {
  @JsonProperty("Rollback")
  ROLLBACK("Rollback"),
  @JsonProperty("Freeze")
  FREEZE("Freeze"),
  @JsonProperty("Ask")
  ASK("Ask");

  private final String word;

  OnFailure(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
