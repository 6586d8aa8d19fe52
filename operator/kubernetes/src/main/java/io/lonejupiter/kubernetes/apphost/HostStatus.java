package io.lonejupiter.kubernetes.apphost;

import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.model.AppHostStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.HostAllocation;
import io.lonejupiter.model.HostFacts;
import io.lonejupiter.model.HostLoad;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Puts an AppHost's status together; what its agent said last stays while it is away. */
final class HostStatus {
  private HostStatus() {}

  /**
   * @param info empty: its agent is not there
   * @param hidden why nothing more is learnt of it
   */
  static AppHostStatus of(
      AppHost host,
      HostState state,
      Optional<HostInfo> info,
      Optional<HostLoad> load,
      Optional<String> hidden,
      Instant now) {
    var before = Optional.ofNullable(host.getStatus());
    return new AppHostStatus(
        host.getMetadata().getGeneration(),
        conditions(host, info, hidden, before, now),
        info.map(HostInfo::address).or(() -> before.map(AppHostStatus::address)).orElse(null),
        info.map(HostInfo::consulNode).or(() -> before.map(AppHostStatus::consulNode)).orElse(null),
        info.map(HostStatus::facts).or(() -> before.map(AppHostStatus::facts)).orElse(null),
        info.map(HostInfo::tags).or(() -> before.map(AppHostStatus::measuredTags)).orElse(null),
        List.copyOf(state.tags()),
        state.portRange(),
        new HostAllocation(
            state.instances(),
            state.usedCpuMillis(),
            state.usedMemoryBytes(),
            state.usedPorts().keySet().stream().sorted().toList()),
        load.orElse(null),
        info.isPresent()
            ? null
            : before
                .map(AppHostStatus::lostSince)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private static List<Condition> conditions(
      AppHost host,
      Optional<HostInfo> info,
      Optional<String> hidden,
      Optional<AppHostStatus> before,
      Instant now) {
    var conditions =
        Conditions.following(
            before.map(AppHostStatus::conditions).orElse(null),
            host.getMetadata().getGeneration(),
            now);
    if (info.isEmpty()) {
      return conditions
          .stalled(
              "AgentLost",
              hidden
                  .map(why -> "its agent was not there when the server could see it last: " + why)
                  .orElse("its agent is not there; start it, or delete this object"))
          .list();
    }
    if (hidden.isPresent()) {
      return conditions
          .ready(
              "LastKnown",
              "what its agent said last counts, as the server learns nothing more: " + hidden.get())
          .list();
    }
    if (Boolean.TRUE.equals(host.getSpec().drain())) {
      return conditions.ready("Draining", "its instances are replaced elsewhere").list();
    }
    return Boolean.TRUE.equals(host.getSpec().cordoned())
        ? conditions.ready("Cordoned", "no new instance is placed here").list()
        : conditions.ready("AgentConnected", "its agent is there").list();
  }

  private static HostFacts facts(HostInfo info) {
    return new HostFacts(
        info.os(), info.architecture(), info.cpuMillis(), info.memoryBytes(), info.agentVersion());
  }
}
