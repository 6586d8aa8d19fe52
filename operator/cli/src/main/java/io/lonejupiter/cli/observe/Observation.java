package io.lonejupiter.cli.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A system as it was at one moment. */
public record Observation(List<Host> hosts, List<Map> maps, List<FrontEnd> frontEnds) {

  /** A host and what runs there. */
  public record Host(
      String name, String address, List<String> tags, Integer instances, Readiness readiness) {}

  /**
   * An application map.
   *
   * @param name {@code namespace/name}
   * @param artifact {@code app:version}
   * @param passing how many of its instances Consul reports green
   */
  public record Map(String name, String artifact, int wanted, int passing, Readiness readiness) {
    boolean isReady() {
      return readiness.ready() && passing >= wanted;
    }

    /** Why it is not ready; Consul has the last word on instances. */
    public String phrase() {
      return readiness.ready() && !isReady()
          ? "Starting: %d of %d instances are green in Consul".formatted(passing, wanted)
          : readiness.phrase();
    }
  }

  /**
   * A front end.
   *
   * @param name {@code namespace/name}
   * @param routes as {@code /shop -> shop:1.0.0 95 %, shop:1.1.0 5 %}
   */
  public record FrontEnd(
      String name, List<String> hostnames, List<String> routes, Readiness readiness) {}

  /**
   * Everything that is not as it shall be, each as a sentence; empty: all is well.
   *
   * @param expectedHosts hosts that must be there and ready; others may be gone
   */
  public List<String> obstacles(List<String> expectedHosts) {
    List<String> obstacles = new ArrayList<>();
    for (String expected : expectedHosts) {
      Optional<Host> host = hosts.stream().filter(h -> h.name().equals(expected)).findFirst();
      if (host.isEmpty()) {
        obstacles.add("AppHost " + expected + ": NotRegistered: its agent has not reported yet");
      } else if (!host.get().readiness().ready()) {
        obstacles.add("AppHost " + expected + ": " + host.get().readiness().phrase());
      }
    }
    maps.stream()
        .filter(map -> !map.isReady())
        .forEach(map -> obstacles.add("ApplicationMap " + map.name() + ": " + map.phrase()));
    frontEnds.stream()
        .filter(frontEnd -> !frontEnd.readiness().ready())
        .forEach(
            frontEnd ->
                obstacles.add(
                    "FrontEndConfig " + frontEnd.name() + ": " + frontEnd.readiness().phrase()));
    return List.copyOf(obstacles);
  }
}
