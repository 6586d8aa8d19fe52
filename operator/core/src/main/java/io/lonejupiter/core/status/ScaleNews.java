package io.lonejupiter.core.status;

import io.lonejupiter.model.AutoscaleStatus;
import java.util.Optional;

/** What a change of the number of instances is worth telling. Pure. */
public final class ScaleNews {
  private ScaleNews() {}

  /**
   * @param before null if the number did not follow anything
   * @param after null if it does not follow anything any more
   */
  public static Optional<ReadyNews> of(AutoscaleStatus before, AutoscaleStatus after) {
    if (before == null || after == null || before.instances().equals(after.instances())) {
      return Optional.empty();
    }
    return Optional.of(
        new ReadyNews(
            false, "Scaled", "to " + after.instances() + " instances " + after.message()));
  }
}
