package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a filter changes; the words of Gateway API. */
public enum RouteFilterType {
  @JsonProperty("RequestHeaderModifier")
  REQUEST_HEADER_MODIFIER("RequestHeaderModifier"),
  @JsonProperty("ResponseHeaderModifier")
  RESPONSE_HEADER_MODIFIER("ResponseHeaderModifier"),
  @JsonProperty("RequestRedirect")
  REQUEST_REDIRECT("RequestRedirect"),
  @JsonProperty("URLRewrite")
  URL_REWRITE("URLRewrite");

  private final String word;

  RouteFilterType(String word) {
    this.word = word;
  }

  /** The word as it stands in a manifest. */
  @Override
  public String toString() {
    return word;
  }
}
