package io.lonejupiter.core.placement;

import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.HostReason;
import java.util.List;

/** Where an instance goes, or why it cannot go anywhere. */
public sealed interface Placement {

  /** It fits. */
  record Placed(String host, String address, List<AllocatedPort> ports) implements Placement {}

  /**
   * No host takes it.
   *
   * @param hosts every host with its one reason, in order of their names
   * @param suggestion the smallest change that would make it fit
   */
  record Unplaceable(List<HostReason> hosts, String suggestion) implements Placement {
    /** The reasons in one sentence. */
    public String sentence() {
      if (hosts.isEmpty()) {
        return "there is no host; " + suggestion;
      }
      var reasons = hosts.stream().map(h -> h.host() + ": " + h.reason()).toList();
      return String.join("; ", reasons) + ". " + suggestion;
    }
  }
}
