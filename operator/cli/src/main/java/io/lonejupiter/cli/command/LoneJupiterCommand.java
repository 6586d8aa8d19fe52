package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.UnreadableStateException;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

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
      LogsCommand.class,
      ExplainCommand.class,
      PlanCommand.class,
      DeployCommand.class,
      HistoryCommand.class,
      PromoteCommand.class,
      AbortCommand.class,
      RetryCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      UndoCommand.class,
      RestartCommand.class,
      ArtifactCommand.class,
      UserCommand.class,
      ServerCommand.class,
      AgentCommand.class,
      RouterCommand.class,
      RouteCommand.class,
      SuperviseCommand.class
    })
public final class LoneJupiterCommand {
  // No --version: artifact push has an option of that name.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  private LoneJupiterCommand() {}

  /** Runs a command line; returns its exit code. */
  public static int execute(String... arguments) {
    var command = new CommandLine(new LoneJupiterCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler(LoneJupiterCommand::failed);
    return command.execute(arguments);
  }

  /** What was foreseen is a sentence; what was not shows where it comes from. */
  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof CommandFailure
        || failure instanceof UnreadableStateException
        || failure instanceof RefusedException) {
      command.getErr().println("lonejupiter: " + failure.getMessage());
    } else {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
