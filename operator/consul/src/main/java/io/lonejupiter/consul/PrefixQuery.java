package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocking query for all that is under a prefix with a {@link Keys#SENTINEL}. Where it may not
 * be read any more, that is no answer, and what was read before stays true. One thread.
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
    var entries = Sentinels.shown(keyValues, prefix, listing.entries());
    if (entries.isEmpty()) {
      if (!gone) {
        log.warn("everything under {} was deleted, also its {}", prefix, Keys.SENTINEL);
        gone = true;
      }
    } else {
      gone = false;
      var sentinel = prefix + Keys.SENTINEL;
      if (entries.stream().noneMatch(entry -> entry.key().equals(sentinel))) {
        keyValues.commit(List.of(new PutIf(sentinel, new byte[0], 0)));
      }
    }
    return new Reading<>(new Listing(entries, listing.index()), listing.index());
  }
}
