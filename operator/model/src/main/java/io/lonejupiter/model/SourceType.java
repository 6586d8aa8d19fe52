package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the bytes of an artifact come from. */
public enum SourceType {
  @JsonProperty("Stored")
  STORED("Stored"),
  @JsonProperty("HTTP")
  HTTP("HTTP"),
  @JsonProperty("File")
  FILE("File"),
  @JsonProperty("OCI")
  OCI("OCI");

  private final String word;

  SourceType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
