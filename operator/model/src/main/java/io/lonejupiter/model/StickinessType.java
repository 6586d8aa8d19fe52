package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What keeps a user on a version. */
public enum StickinessType {
  @JsonProperty("None")
  NONE("None"),
  @JsonProperty("Cookie")
  COOKIE("Cookie"),
  @JsonProperty("Header")
  HEADER("Header"),
  @JsonProperty("ClientAddress")
  CLIENT_ADDRESS("ClientAddress");

  private final String word;

  StickinessType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
