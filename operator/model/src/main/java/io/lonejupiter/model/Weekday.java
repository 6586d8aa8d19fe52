package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A day of the week, Monday first. */
public enum Weekday {
  @JsonProperty("Mon")
  MON,
  @JsonProperty("Tue")
  TUE,
  @JsonProperty("Wed")
  WED,
  @JsonProperty("Thu")
  THU,
  @JsonProperty("Fri")
  FRI,
  @JsonProperty("Sat")
  SAT,
  @JsonProperty("Sun")
  SUN
}
