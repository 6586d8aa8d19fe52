package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the bytes are packed. */
public enum ArtifactFormat {
  @JsonProperty("zip")
  ZIP("zip"),
  @JsonProperty("tar.gz")
  TAR_GZ("tar.gz"),
  @JsonProperty("jar")
  JAR("jar"),
  @JsonProperty("executable")
  EXECUTABLE("executable");

  private final String word;

  ArtifactFormat(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
