package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much of a path is replaced; the words of Gateway API. */
public enum PathModifierType {
  @JsonProperty("ReplaceFullPath")
  REPLACE_FULL_PATH("ReplaceFullPath"),
  @JsonProperty("ReplacePrefixMatch")
  REPLACE_PREFIX_MATCH("ReplacePrefixMatch");

  private final String word;

  PathModifierType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
