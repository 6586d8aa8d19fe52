package io.lonejupiter.server;

import io.lonejupiter.consul.LeaderLock;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;

/** Notices that the leader's lock is somebody else's, or nobody's. */
final class LeadWatch {
  private LeadWatch() {}

  static Watch start(KeyValues keyValues, Keys keys, LeaderLock lock, Runnable lost) {
    return Watch.start(
        "lead",
        (index, wait) -> {
          Listing listing = keyValues.watch(keys.leader(), index, wait);
          return new Reading<>(listing, listing.index());
        },
        listing -> {
          if (!lock.isHeld()) {
            lost.run();
          }
        });
  }
}
