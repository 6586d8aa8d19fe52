package io.lonejupiter.cli.command;

import io.lonejupiter.cli.state.SystemPlan;
import java.util.Map;
import java.util.Optional;

/**
 * Which cluster is meant. The first row that has a Consul is the answer; the name of the cluster
 * comes from the same row, unless an option names it.
 *
 * <ol>
 *   <li>{@code --consul}
 *   <li>{@code --data}: what {@code up} started there
 *   <li>what {@code lonejupiter env} made of the environment
 *   <li>what {@code up} started beside the launcher
 *   <li>{@code CONSUL_HTTP_ADDR} that somebody else set
 *   <li>the Consul agent of this host
 * </ol>
 */
record ChosenCluster(String consul, String cluster) {
  static final String CONSUL = "CONSUL_HTTP_ADDR";
  static final String CLUSTER = "LJ_CLUSTER";

  private static final String STANDARD_CONSUL = "http://127.0.0.1:8500";
  private static final String STANDARD_CLUSTER = "default";

  /**
   * Chooses one.
   *
   * @param consul {@code --consul} or null
   * @param cluster {@code --cluster} or null
   * @param up what was started in the state folder
   * @param isNamed whether that folder was named by {@code --data}
   */
  static ChosenCluster of(
      String consul,
      String cluster,
      Optional<SystemPlan> up,
      boolean isNamed,
      Map<String, String> environment) {
    var ofShell = environment.containsKey(CONSUL) && environment.containsKey(CLUSTER);
    if (consul == null && up.isPresent() && (isNamed || !ofShell)) {
      var plan = up.get();
      return new ChosenCluster(plan.consulUrl(), cluster == null ? plan.cluster() : cluster);
    }
    return new ChosenCluster(
        consul == null ? environment.getOrDefault(CONSUL, STANDARD_CONSUL) : consul,
        cluster == null ? environment.getOrDefault(CLUSTER, STANDARD_CLUSTER) : cluster);
  }
}
