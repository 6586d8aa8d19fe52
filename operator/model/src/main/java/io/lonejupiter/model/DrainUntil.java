package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a draining instance may stop. */
public enum DrainUntil {
  @JsonProperty("sessions")
  SESSIONS("sessions"),
  @JsonProperty("requests")
  REQUESTS("requests"),
  @JsonProperty("manual")
  MANUAL("manual");

  private final String word;

  DrainUntil(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
