package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a value is compared. */
public enum ValueMatchType {
  @JsonProperty("Exact")
  EXACT("Exact"),
  @JsonProperty("RegularExpression")
  REGULAR_EXPRESSION("RegularExpression");

  private final String word;

  ValueMatchType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
