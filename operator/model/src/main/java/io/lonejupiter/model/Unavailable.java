package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the share of a backend without a healthy instance. */
public enum Unavailable {
  @JsonProperty("Fail")
  FAIL("Fail"),
  @JsonProperty("Redistribute")
  REDISTRIBUTE("Redistribute");

  private final String word;

  Unavailable(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
