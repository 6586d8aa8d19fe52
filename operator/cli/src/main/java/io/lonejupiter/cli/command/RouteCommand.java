package io.lonejupiter.cli.command;

import picocli.CommandLine.Command;

/** {@code route}: what is routed where. */
@Command(
    name = "route",
    description = {
      "Shows what the routers of a group go by, as it stands in Consul.",
      "Needs no router."
    },
    subcommands = {RouteListCommand.class, RouteExplainCommand.class, RouteExportCommand.class})
final class RouteCommand {}
