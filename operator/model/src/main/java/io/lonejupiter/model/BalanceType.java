package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a request is given to an instance of a version. */
public enum BalanceType {
  @JsonProperty("RoundRobin")
  ROUND_ROBIN("RoundRobin"),
  @JsonProperty("LeastConnections")
  LEAST_CONNECTIONS("LeastConnections"),
  @JsonProperty("HashURI")
  HASH_URI("HashURI"),
  @JsonProperty("HashHeader")
  HASH_HEADER("HashHeader"),
  @JsonProperty("HashCookie")
  HASH_COOKIE("HashCookie");

  private final String word;

  BalanceType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
