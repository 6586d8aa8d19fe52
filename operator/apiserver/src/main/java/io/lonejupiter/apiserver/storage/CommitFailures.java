package io.lonejupiter.apiserver.storage;

import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.store.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What writers are told of a commit that was not made, or of which that is not known. */
final class CommitFailures {
  private static final Logger LOG = LoggerFactory.getLogger(CommitFailures.class);

  private CommitFailures() {}

  static ApiException unknown(ObjectStore.StoreUnavailableException cause) {
    return new ApiException(
        504,
        "Timeout",
        "the store did not answer, and it is not yet known whether this was written: "
            + cause.getMessage()
            + "; read it before you try again",
        null);
  }

  /** For the writes behind one of which it is not known. */
  static String doubt(ObjectStore.StoreUnavailableException cause) {
    return "the store cannot be reached, nothing was changed: "
        + cause.getMessage()
        + "; try again later";
  }

  static ApiException answer(RuntimeException cause) {
    if (cause instanceof ObjectStore.NotLeaderException) {
      return ApiException.unavailable(
          "this server no longer leads and writes nothing: "
              + cause.getMessage()
              + "; send the request again");
    }
    if (cause instanceof ObjectStore.TooLargeException) {
      return ApiException.tooLarge(cause.getMessage());
    }
    LOG.error("commit failed; the writes in it were refused", cause);
    return ApiException.internal("the store failed: " + cause);
  }
}
