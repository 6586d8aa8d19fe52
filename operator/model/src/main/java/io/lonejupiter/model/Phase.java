package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an instance stands. */
public enum Phase {
  @JsonProperty("Pending")
  PENDING("Pending"),
  @JsonProperty("Assigned")
  ASSIGNED("Assigned"),
  @JsonProperty("Fetching")
  FETCHING("Fetching"),
  @JsonProperty("Installing")
  INSTALLING("Installing"),
  @JsonProperty("Starting")
  STARTING("Starting"),
  @JsonProperty("Verifying")
  VERIFYING("Verifying"),
  @JsonProperty("Running")
  RUNNING("Running"),
  @JsonProperty("Draining")
  DRAINING("Draining"),
  @JsonProperty("Stopped")
  STOPPED("Stopped"),
  @JsonProperty("Failed")
  FAILED("Failed"),
  @JsonProperty("Lost")
  LOST("Lost");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
