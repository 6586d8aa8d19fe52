package io.lonejupiter.cli.show;

import io.lonejupiter.cli.observe.Observation;
import io.lonejupiter.cli.observe.Readiness;

/** An observation as tables. */
public final class Overview {
  private Overview() {}

  /** Hosts, application maps and front ends, with an empty line after each table. */
  public static String of(Observation seen) {
    return hosts(seen) + "\n" + maps(seen) + "\n" + frontEnds(seen) + "\n";
  }

  private static String hosts(Observation seen) {
    Table table = Table.of("HOST", "ADDRESS", "TAGS", "INSTANCES", "READY");
    seen.hosts()
        .forEach(
            host ->
                table.row(
                    host.name(),
                    host.address(),
                    String.join(",", host.tags()),
                    host.instances(),
                    ready(host.readiness())));
    return table.text();
  }

  private static String maps(Observation seen) {
    Table table = Table.of("APPLICATION MAP", "ARTIFACT", "GREEN", "READY");
    seen.maps()
        .forEach(
            map ->
                table.row(
                    map.name(),
                    map.artifact(),
                    map.passing() + "/" + map.wanted(),
                    ready(map.readiness())));
    return table.text();
  }

  private static String frontEnds(Observation seen) {
    Table table = Table.of("FRONT END", "HOSTNAMES", "ROUTES", "READY");
    seen.frontEnds()
        .forEach(
            frontEnd ->
                table.row(
                    frontEnd.name(),
                    frontEnd.hostnames().isEmpty() ? "*" : String.join(",", frontEnd.hostnames()),
                    String.join("; ", frontEnd.routes()),
                    ready(frontEnd.readiness())));
    return table.text();
  }

  private static String ready(Readiness readiness) {
    return readiness.ready() ? "True" : "False (" + readiness.phrase() + ")";
  }
}
