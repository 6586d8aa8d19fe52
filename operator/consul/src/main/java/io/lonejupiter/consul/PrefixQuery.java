package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.util.List;

/**
 * The blocking query for all that is under a prefix with a {@link Keys#SENTINEL}. Consul answers
 * whoever may not read it any more that nothing is there: that is no answer, and what was read
 * before stays true. Where somebody has deleted everything, the sentinel can be put again.
 */
public record PrefixQuery(KeyValues keyValues, String prefix) implements Watch.Query<Listing> {
  /**
   * @throws UnavailableException there is something, but it is not shown
   */
  @Override
  public Reading<Listing> after(long index, Duration wait) throws InterruptedException {
    var listing = keyValues.watch(prefix, index, wait);
    if (listing.entries().isEmpty() && !putSentinel()) {
      throw new UnavailableException(
          "consul shows nothing under %s, not even %s: its token may not read there"
              .formatted(prefix, Keys.SENTINEL),
          null);
    }
    return new Reading<>(listing, listing.index());
  }

  private boolean putSentinel() {
    try {
      return keyValues.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    } catch (ConsulHttp.RefusedException e) {
      return false;
    }
  }
}
