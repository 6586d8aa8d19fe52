package io.lonejupiter.cli.command;

import picocli.CommandLine.Command;

/** {@code user}: who may use the embedded API. */
@Command(
    name = "user",
    description = {
      "Makes and withdraws users of the embedded API.",
      "On a real Kubernetes, use its own RBAC."
    },
    subcommands = {UserCreateCommand.class, UserListCommand.class, UserDeleteCommand.class})
final class UserCommand {}
