package io.lonejupiter.cli.show;

import io.lonejupiter.cli.rollout.Rollouts;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.model.HostReason;
import java.util.Comparator;
import java.util.List;

/** One map, as text. */
public final class MapView {
  private MapView() {}

  /**
   * @param hosts each with the reason why one more instance cannot run there, or that it can
   */
  public static String of(
      ApplicationMap map, List<AppDeployment> instances, List<HostReason> hosts) {
    var text = new StringBuilder();
    var status = map.getStatus();
    var ready = status == null ? null : Conditions.find(status.conditions(), Conditions.READY);
    text.append("appmap/").append(map.getMetadata().getName()).append(": ");
    if (ready == null || ready.isEmpty()) {
      text.append("not looked at yet\n");
    } else {
      text.append(ready.get().reason()).append(": ").append(ready.get().message()).append('\n');
    }
    if (status != null && status.rollout() != null) {
      var rollout = status.rollout();
      text.append("revision ").append(rollout.revision()).append(": ");
      text.append(Rollouts.position(map)).append('\n');
      if (rollout.stable() != null && !rollout.stable().equals(rollout.revision())) {
        text.append("stable revision: ").append(rollout.stable()).append('\n');
      }
      if (rollout.warm() != null) {
        text.append("kept warm: ").append(rollout.warm());
        text.append(" until ").append(rollout.warmUntil()).append('\n');
      }
    }
    return text + "\n" + instances(instances) + "\n" + hosts(map, hosts);
  }

  private static String instances(List<AppDeployment> instances) {
    var table = Table.of("INSTANCE", "REVISION", "HOST", "PHASE", "WHY");
    instances.stream()
        .sorted(Comparator.comparing((AppDeployment d) -> d.getMetadata().getName()))
        .forEach(
            d ->
                table.row(
                    d.getMetadata().getName(),
                    d.getSpec().revision(),
                    d.getSpec().host(),
                    d.getStatus() == null ? null : d.getStatus().phase(),
                    d.getStatus() == null ? null : d.getStatus().message()));
    return table.text();
  }

  private static String hosts(ApplicationMap map, List<HostReason> hosts) {
    var table = Table.of("HOST", "ONE MORE INSTANCE");
    hosts.forEach(host -> table.row(host.host(), host.reason()));
    var pending = map.getStatus() == null ? null : map.getStatus().pending();
    var suggestion = pending == null || pending.isEmpty() ? "" : pending.get(0).suggestion() + "\n";
    return table.text() + suggestion;
  }
}
