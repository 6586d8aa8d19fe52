package io.lonejupiter.cli.command;

import io.lonejupiter.cli.state.StateFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a system started by {@code up} keeps its state. */
final class StateOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the state. Default: .lonejupiter beside the launcher.")
  private Path data;

  StateFolder folder() {
    return new StateFolder(data == null ? home().resolve(".lonejupiter") : data);
  }

  /** Whether the folder was named, and not just taken. */
  boolean isNamed() {
    return data != null;
  }

  /** The folder of the launcher; the current one if Java was started without it. */
  static Path home() {
    return Path.of(System.getProperty("lj.home", "")).toAbsolutePath().normalize();
  }
}
