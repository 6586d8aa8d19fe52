package io.lonejupiter.core.rollout;

/**
 * What routers have counted of a revision since its share last changed.
 *
 * @param errors of the requests those that were answered with a status of 500 and above
 * @param millis until an answer began, the mean of the last ones
 */
public record Sample(long requests, long errors, int millis) {
  public static final Sample NONE = new Sample(0, 0, 0);

  /** Both together; times by the number of requests. */
  public Sample plus(Sample other) {
    var all = requests + other.requests;
    return new Sample(
        all,
        errors + other.errors,
        all == 0 ? 0 : (int) ((requests * millis + other.requests * other.millis) / all));
  }

  double errorPercent() {
    return requests == 0 ? 0 : 100.0 * errors / requests;
  }
}
