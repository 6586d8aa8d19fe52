package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an instance shall do. */
public enum Desired {
  @JsonProperty("Running")
  RUNNING("Running"),
  @JsonProperty("Draining")
  DRAINING("Draining"),
  @JsonProperty("Stopped")
  STOPPED("Stopped");

  private final String word;

  Desired(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
