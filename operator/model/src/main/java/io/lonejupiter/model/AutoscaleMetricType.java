package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the number of instances follows. */
public enum AutoscaleMetricType {
  @JsonProperty("Sessions")
  SESSIONS("Sessions"),
  @JsonProperty("Requests")
  REQUESTS("Requests"),
  @JsonProperty("CPU")
  CPU("CPU"),
  @JsonProperty("Memory")
  MEMORY("Memory");

  private final String word;

  AutoscaleMetricType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
