package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What instances are spread over. */
public enum SpreadBy {
  @JsonProperty("Host")
  HOST("Host"),
  @JsonProperty("None")
  NONE("None");

  private final String word;

  SpreadBy(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
