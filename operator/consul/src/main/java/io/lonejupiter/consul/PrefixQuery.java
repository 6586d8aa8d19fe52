package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;

/**
 * The blocking query for all that is under a prefix with a {@link Keys#SENTINEL}. Consul answers
 * whoever may not read it any more, and who asks after its data was lost, that nothing is there:
 * that is no answer, and what was read before stays true.
 */
public record PrefixQuery(KeyValues keyValues, String prefix) implements Watch.Query<Listing> {
  /**
   * @throws UnavailableException not even the sentinel is there
   */
  @Override
  public Reading<Listing> after(long index, Duration wait) throws InterruptedException {
    var listing = keyValues.watch(prefix, index, wait);
    if (listing.entries().isEmpty()) {
      throw new UnavailableException(
          "consul shows nothing under %s, not even %s: either its token may not read there, or consul has lost its data"
              .formatted(prefix, Keys.SENTINEL),
          null);
    }
    return new Reading<>(listing, listing.index());
  }
}
