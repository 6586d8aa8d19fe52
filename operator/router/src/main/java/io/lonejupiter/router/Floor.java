package io.lonejupiter.router;

import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.ServiceInstance;
import java.util.List;
import java.util.Set;

/**
 * What is too sudden to be believed at once: that everything is gone, without a hand that took it.
 * An explicit word - a red check, a drain, a deleted document - is always believed. Pure.
 */
final class Floor {
  static final long NONE = 0;

  private Floor() {}

  /**
   * Whether all keys are gone, even the one that nobody deletes: the store was lost. Another one in
   * its place says the same, whoever has put it.
   *
   * @param knownSentinel index of the one that was there with what is known; 0 if none was seen
   */
  static boolean storeWasLost(List<Entry> entries, boolean somethingWasKnown, long knownSentinel) {
    var sentinel = sentinel(entries);
    return somethingWasKnown
        && (entries.isEmpty()
            || entries.size() == 1
                && sentinel != NONE
                && knownSentinel != NONE
                && sentinel != knownSentinel);
  }

  /** Its {@code ModifyIndex}; 0 if there is none. */
  static long sentinel(List<Entry> entries) {
    return entries.stream()
        .filter(entry -> Keys.isSentinel(entry.key()))
        .mapToLong(Entry::modifyIndex)
        .findFirst()
        .orElse(NONE);
  }

  /** Whether instances that were green and not draining are all gone from the catalog. */
  static boolean allVanished(
      List<ServiceInstance> before, List<ServiceInstance> now, Set<String> draining) {
    return now.isEmpty()
        && before.stream()
            .anyMatch(instance -> instance.passing() && !draining.contains(instance.id()));
  }
}
