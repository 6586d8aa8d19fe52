package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocking query for all that is under a prefix with a {@link Keys#SENTINEL}. Consul answers
 * whoever may not read it any more that nothing is there: that is no answer, and what was read
 * before stays true. Of a single key it says which of the two it is. One thread.
 *
 * <p>Where everything was deleted with the sentinel, it is put again with the next key: by its
 * absence routers know a store that was lost.
 */
public final class PrefixQuery implements Watch.Query<Listing> {
  private static final Logger log = LoggerFactory.getLogger(PrefixQuery.class);

  /** Without a sentinel the query wakes on every write to the store. */
  private static final long REST_MILLIS = 200;

  private final KeyValues keyValues;
  private final KeyValues.Query query;
  private final String prefix;
  private boolean gone;

  /** There is something, but it is not shown. */
  static final class HiddenException extends UnavailableException {
    private static final long serialVersionUID = 1;

    HiddenException(String message) {
      super(message, null);
    }
  }

  public PrefixQuery(KeyValues keyValues, String prefix) {
    this.keyValues = keyValues;
    this.query = keyValues.query(prefix);
    this.prefix = prefix;
  }

  /**
   * @throws HiddenException there is something, but it is not shown
   */
  @Override
  public Reading<Listing> after(long index, Duration wait) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(gone ? REST_MILLIS : 0);
    var listing = query.after(index, wait);
    var sentinel = prefix + Keys.SENTINEL;
    if (listing.entries().isEmpty()) {
      look(sentinel);
    } else {
      gone = false;
      if (listing.entries().stream().noneMatch(entry -> entry.key().equals(sentinel))) {
        keyValues.commit(List.of(new PutIf(sentinel, new byte[0], 0)));
      }
    }
    return new Reading<>(listing, listing.index());
  }

  private void look(String sentinel) {
    if (!isGone(sentinel)) {
      throw new HiddenException(
          "consul shows nothing under %s, not even %s: its token may not read there"
              .formatted(prefix, Keys.SENTINEL));
    }
    if (!gone) {
      log.warn("everything under {} was deleted, also its {}", prefix, Keys.SENTINEL);
      gone = true;
    }
  }

  private boolean isGone(String key) {
    try {
      return keyValues.get(key).isEmpty();
    } catch (ConsulHttp.RefusedException e) {
      return false;
    }
  }
}
