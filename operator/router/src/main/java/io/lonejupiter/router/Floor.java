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
  private Floor() {}

  /** Whether all keys are gone, even the one that nobody deletes: the store was lost. */
  static boolean storeWasLost(List<Entry> entries, boolean somethingWasKnown) {
    return somethingWasKnown && entries.isEmpty();
  }

  static boolean hasSentinel(List<Entry> entries) {
    return entries.stream().anyMatch(entry -> Keys.isSentinel(entry.key()));
  }

  /** Whether instances that were green and not draining are all gone from the catalog. */
  static boolean allVanished(
      List<ServiceInstance> before, List<ServiceInstance> now, Set<String> draining) {
    return now.isEmpty()
        && before.stream()
            .anyMatch(instance -> instance.passing() && !draining.contains(instance.id()));
  }
}
