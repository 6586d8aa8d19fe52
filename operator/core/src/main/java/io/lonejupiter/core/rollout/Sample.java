package io.lonejupiter.core.rollout;

import io.lonejupiter.core.document.ResponseTimes;

/**
 * What routers have counted of a revision since its share last changed.
 *
 * @param errors of the requests those that were answered with a status of 500 and above
 * @param millis until an answer began, the mean of the last ones
 * @param times of the single answers, where somebody judges by them
 */
public record Sample(long requests, long errors, int millis, ResponseTimes times) {
  public static final Sample NONE = new Sample(0, 0, 0);

  /** Without the times of the single answers. */
  public Sample(long requests, long errors, int millis) {
    this(requests, errors, millis, ResponseTimes.NONE);
  }

  /** Both together; times by the number of requests. */
  public Sample plus(Sample other) {
    var all = requests + other.requests;
    return new Sample(
        all,
        errors + other.errors,
        all == 0 ? 0 : (int) ((requests * millis + other.requests * other.millis) / all),
        times.plus(other.times));
  }

  double errorPercent() {
    return requests == 0 ? 0 : 100.0 * errors / requests;
  }
}
