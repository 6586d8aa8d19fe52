package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;

/**
 * The blocking query for all that is under a prefix with a {@link Keys#SENTINEL}. Consul answers
 * whoever may not read it any more that nothing is there: that is no answer, and what was read
 * before stays true. Of a single key it says which of the two it is.
 *
 * <p>Where the sentinel is gone it is not put again: by that, others know that a hand was at work
 * that deletes everything.
 */
public record PrefixQuery(KeyValues keyValues, String prefix) implements Watch.Query<Listing> {
  /**
   * @throws UnavailableException there is something, but it is not shown
   */
  @Override
  public Reading<Listing> after(long index, Duration wait) throws InterruptedException {
    var listing = keyValues.watch(prefix, index, wait);
    if (listing.entries().isEmpty() && !isGone(prefix + Keys.SENTINEL)) {
      throw new UnavailableException(
          "consul shows nothing under %s, not even %s: its token may not read there"
              .formatted(prefix, Keys.SENTINEL),
          null);
    }
    return new Reading<>(listing, listing.index());
  }

  private boolean isGone(String key) {
    try {
      return keyValues.get(key).isEmpty();
    } catch (ConsulHttp.RefusedException e) {
      return false;
    }
  }
}
