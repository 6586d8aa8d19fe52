package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a path is compared. */
public enum PathMatchType {
  @JsonProperty("PathPrefix")
  PATH_PREFIX("PathPrefix"),
  @JsonProperty("Exact")
  EXACT("Exact"),
  @JsonProperty("RegularExpression")
  REGULAR_EXPRESSION("RegularExpression");

  private final String word;

  PathMatchType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
