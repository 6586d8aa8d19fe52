package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.UnreadableStateException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command with all its verbs. */
@Command(
    name = "lonejupiter",
    description = {"Runs applications of several versions on plain hosts, side by side.", ""},
    footer = {"", "Begin with: lonejupiter up"},
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      EnvCommand.class,
      ArtifactCommand.class,
      ServerCommand.class,
      AgentCommand.class,
      RouterCommand.class,
      SuperviseCommand.class,
      HelpCommand.class
    })
public final class LoneJupiterCommand {
  private LoneJupiterCommand() {}

  /** Runs a command line; returns its exit code. */
  public static int execute(String... arguments) {
    var command = new CommandLine(new LoneJupiterCommand());
    addHelp(command);
    command.setExecutionExceptionHandler(LoneJupiterCommand::failed);
    return command.execute(arguments);
  }

  /** {@code --help} on every level; not {@code --version}, which artifact push needs for itself. */
  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(false);
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    command.getSubcommands().values().stream().distinct().forEach(LoneJupiterCommand::addHelp);
  }

  /** What was foreseen is a sentence; what was not shows where it comes from. */
  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof CommandFailure || failure instanceof UnreadableStateException) {
      command.getErr().println("lonejupiter: " + failure.getMessage());
    } else {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
