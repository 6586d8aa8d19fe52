package io.lonejupiter.core.placement;

import io.lonejupiter.core.unit.Quantities;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Why a host cannot take an instance. The table is read from the top and the first that holds is
 * the host's one reason; the order goes from what a person decides to what merely happens to be
 * used up.
 *
 * @param reason the sentence
 * @param remedy the smallest change that would remove it
 */
record Obstacle(String reason, String remedy) {

  private static final List<BiFunction<HostState, PlacementRequest, Optional<Obstacle>>> TABLE =
      List.of(
          Obstacle::agentMissing,
          Obstacle::cordoned,
          Obstacle::tagMissing,
          Obstacle::tagForbidden,
          Obstacle::fullByMaxPerHost,
          Obstacle::cpuUsedUp,
          Obstacle::memoryUsedUp,
          Obstacle::fixedPortTaken,
          Obstacle::portsUsedUp);

  static Optional<Obstacle> first(HostState host, PlacementRequest request) {
    return TABLE.stream().flatMap(rule -> rule.apply(host, request).stream()).findFirst();
  }

  /** All that would have to be removed. */
  static List<Obstacle> all(HostState host, PlacementRequest request) {
    return TABLE.stream().flatMap(rule -> rule.apply(host, request).stream()).toList();
  }

  private static Optional<Obstacle> agentMissing(HostState host, PlacementRequest request) {
    return when(!host.alive(), "its agent is not there", "start the agent of " + host.name());
  }

  private static Optional<Obstacle> cordoned(HostState host, PlacementRequest request) {
    var word = host.draining() ? "drained" : "cordoned";
    return when(
        host.cordoned() || host.draining(),
        "is " + word,
        "set "
            + (host.draining() ? "drain" : "cordoned")
            + " of apphost/"
            + host.name()
            + " to false");
  }

  private static Optional<Obstacle> tagMissing(HostState host, PlacementRequest request) {
    var missing = request.requires().stream().filter(tag -> !host.tags().contains(tag)).toList();
    return when(
        !missing.isEmpty(),
        "lacks the required tag " + String.join(", ", missing),
        "add the tag " + String.join(", ", missing) + " to apphost/" + host.name());
  }

  private static Optional<Obstacle> tagForbidden(HostState host, PlacementRequest request) {
    var found = request.forbids().stream().filter(host.tags()::contains).toList();
    return when(
        !found.isEmpty(),
        "has the forbidden tag " + String.join(", ", found),
        "take " + String.join(", ", found) + " out of placement.forbids");
  }

  private static Optional<Obstacle> fullByMaxPerHost(HostState host, PlacementRequest request) {
    var here = host.instancesOf(request.map());
    return when(
        request.maxPerHost() > 0 && here >= request.maxPerHost(),
        "runs " + here + " of at most " + request.maxPerHost() + " per host",
        "raise placement.maxPerHost to " + (here + 1) + " or add a host");
  }

  private static Optional<Obstacle> cpuUsedUp(HostState host, PlacementRequest request) {
    return when(
        request.cpuMillis() > 0 && host.freeCpuMillis() < request.cpuMillis(),
        "needs %s, %s free"
            .formatted(
                Quantities.cores(request.cpuMillis()),
                Quantities.cores(Math.max(0, host.freeCpuMillis()))),
        "lower placement.resources.cpu to " + Math.max(0, host.freeCpuMillis()) + "m");
  }

  private static Optional<Obstacle> memoryUsedUp(HostState host, PlacementRequest request) {
    return when(
        request.memoryBytes() > 0 && host.freeMemoryBytes() < request.memoryBytes(),
        "needs %s, %s free"
            .formatted(
                Quantities.bytes(request.memoryBytes()),
                Quantities.bytes(Math.max(0, host.freeMemoryBytes()))),
        "lower placement.resources.memory to "
            + (Math.max(0, host.freeMemoryBytes()) >> 20)
            + "Mi");
  }

  private static Optional<Obstacle> fixedPortTaken(HostState host, PlacementRequest request) {
    return request.ports().stream()
        .filter(port -> port.port() != null && host.usedPorts().containsKey(port.port()))
        .findFirst()
        .map(
            port ->
                new Obstacle(
                    "port " + port.port() + " is taken by " + host.usedPorts().get(port.port()),
                    "leave run.ports[" + port.name() + "].port out, or name another"));
  }

  private static Optional<Obstacle> portsUsedUp(HostState host, PlacementRequest request) {
    var wanted = request.ports().stream().filter(port -> port.port() == null).count();
    var range = host.portRange();
    var free = FreePorts.count(host);
    return when(
        free < wanted,
        free == 0
            ? "has no free port in %d-%d".formatted(range.from(), range.to())
            : "has %d free in %d-%d of the %d ports that it needs"
                .formatted(free, range.from(), range.to(), wanted),
        "widen portRange of apphost/" + host.name());
  }

  private static Optional<Obstacle> when(boolean holds, String reason, String remedy) {
    return holds ? Optional.of(new Obstacle(reason, remedy)) : Optional.empty();
  }
}
