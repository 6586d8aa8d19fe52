package io.lonejupiter.cli.command;

import picocli.CommandLine.Command;

/** {@code artifact}: what is done with artifacts. */
@Command(
    name = "artifact",
    description = "Uploads artifacts.",
    subcommands = ArtifactPushCommand.class)
final class ArtifactCommand {}
