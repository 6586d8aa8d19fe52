package io.lonejupiter.agent.process;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file that a program name of a command means. */
public final class Program {
  private Program() {}

  /**
   * A name with a slash lies in the release folder (or is absolute); a bare name is looked for in
   * the release folder and then along the path.
   *
   * @param path folders, divided by colons
   * @throws StepFailedException there is no such file, or it is not executable
   */
  public static Path find(String name, Path release, String path) throws StepFailedException {
    var inRelease = release.resolve(name);
    if (Files.isRegularFile(inRelease)) {
      if (Files.isExecutable(inRelease)) {
        return inRelease;
      }
      throw new StepFailedException(
          Reason.COMMAND_NOT_FOUND,
          "run.command: '" + name + "' is not executable; set its executable bit in the artifact");
    }
    if (!name.contains("/") && path != null) {
      for (var folder : path.split(File.pathSeparator)) {
        var candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(name);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return candidate.toAbsolutePath();
        }
      }
    }
    throw new StepFailedException(
        Reason.COMMAND_NOT_FOUND,
        "run.command: there is no '"
            + name
            + "' in the artifact"
            + (name.contains("/") ? "" : ", nor along the host's PATH"));
  }
}
