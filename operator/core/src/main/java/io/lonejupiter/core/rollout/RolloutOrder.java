package io.lonejupiter.core.rollout;

import java.util.Map;

/**
 * What a person asks of a rollout, as annotations of the map. Each names the revision that it is
 * about, so that none is obeyed twice or for another.
 *
 * @param promote {@code <revision>/<step>}: pauses up to this step are over; a step beyond the last
 *     skips all that is left
 * @param abort {@code <revision>}: its rollout has failed
 * @param retry {@code <revision>/<failed at>}: a rollout that failed then begins anew
 * @param restartedAt part of the revision: another value replaces all instances
 */
public record RolloutOrder(String promote, String abort, String retry, String restartedAt) {
  public static final String PROMOTE = "lonejupiter.io/promote";
  public static final String ABORT = "lonejupiter.io/abort";
  public static final String RETRY = "lonejupiter.io/retry";

  public static final String RESTARTED_AT = "lonejupiter.io/restartedAt";

  /** A step that is beyond every last one. */
  public static final int ALL_STEPS = 1000;

  public static final RolloutOrder NONE = new RolloutOrder(null, null, null, null);

  public static RolloutOrder of(Map<String, String> annotations) {
    return annotations == null
        ? NONE
        : new RolloutOrder(
            annotations.get(PROMOTE),
            annotations.get(ABORT),
            annotations.get(RETRY),
            annotations.get(RESTARTED_AT));
  }

  boolean aborts(String revision) {
    return revision.equals(abort);
  }

  boolean retries(String revision, String failedAt) {
    return (revision + "/" + failedAt).equals(retry);
  }

  boolean promotes(String revision, int step) {
    if (promote == null || !promote.startsWith(revision + "/")) {
      return false;
    }
    try {
      return Integer.parseInt(promote.substring(revision.length() + 1)) >= step;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  boolean promotesAll(String revision) {
    return promotes(revision, ALL_STEPS);
  }
}
