package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a new revision replaces the old one. */
public enum RolloutType {
  @JsonProperty("Rolling")
  ROLLING("Rolling"),
  @JsonProperty("BlueGreen")
  BLUE_GREEN("BlueGreen"),
  @JsonProperty("Canary")
  CANARY("Canary");

  private final String word;

  RolloutType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
