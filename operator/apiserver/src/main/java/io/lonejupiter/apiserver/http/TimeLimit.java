package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.text.GoDuration;
import java.time.Duration;
import java.util.Map;

/**
 * How long a request that is no watch may take: {@code ?timeout=}, as Kubernetes reads it. Pure.
 */
final class TimeLimit {
  private TimeLimit() {}

  /**
   * @param most what it may be at most, and is where nothing is said
   * @throws ApiException 400: what is said is no duration
   */
  static Duration of(Map<String, String> query, Duration most) {
    String text = query.getOrDefault("timeout", "");
    if (text.isEmpty()) {
      return most;
    }
    try {
      Duration wanted = GoDuration.parse(text);
      return wanted.compareTo(Duration.ZERO) > 0 && wanted.compareTo(most) < 0 ? wanted : most;
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest(
          "invalid timeout specified in the request URL - " + e.getMessage());
    }
  }
}
