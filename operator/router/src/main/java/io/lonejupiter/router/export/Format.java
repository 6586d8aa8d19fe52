package io.lonejupiter.router.export;

import io.lonejupiter.router.table.RouteTable;

/** Who can read a rendering. */
public enum Format {
  TRAEFIK,
  FABIO,
  CONSUL;

  /**
   * Renders a table.
   *
   * @param cluster name of the installation, by which what is written is known to be ours
   */
  public Rendering render(RouteTable table, String cluster) {
    return switch (this) {
      case TRAEFIK -> TraefikRendering.of(table, cluster);
      case FABIO -> FabioRendering.of(table, cluster);
      case CONSUL -> ConsulRendering.of(table, cluster);
    };
  }
}
