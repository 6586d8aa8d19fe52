package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.process.Launch;
import io.lonejupiter.agent.process.LogFiles;
import io.lonejupiter.agent.process.Program;
import io.lonejupiter.agent.process.Variables;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes of an assignment the command, environment and folder of its process. */
final class Launches {
  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "TZ");

  private Launches() {}

  static Launch of(Assignment assignment, String address, String host, Path release, LogFiles logs)
      throws StepFailedException {
    var values = Variables.of(assignment, address, host);
    var environment = environment(assignment, values);
    var command = command(assignment);
    var words = new ArrayList<String>();
    command.forEach(word -> words.add(Variables.expand(word, values)));
    args(assignment).forEach(word -> words.add(Variables.expand(word, values)));
    words.set(0, program(words.get(0), release, environment.get("PATH")));
    return new Launch(words, environment, release, logs.stdout(), logs.stderr());
  }

  /** The command of a check, run as the instance itself would be. */
  static Launch check(
      Assignment assignment, String address, String host, Path release, LogFiles logs)
      throws StepFailedException {
    var values = Variables.of(assignment, address, host);
    var environment = environment(assignment, values);
    var words = new ArrayList<String>();
    assignment.health().command().forEach(word -> words.add(Variables.expand(word, values)));
    words.set(0, program(words.get(0), release, environment.get("PATH")));
    return new Launch(words, environment, release, logs.stdout(), logs.stderr());
  }

  /**
   * The command of a gate, run as the instance itself would be, with URL in its environment.
   *
   * @param folder of the test artifact, or of the instance's own
   */
  static Launch verification(
      Assignment assignment,
      ResolvedVerification gate,
      String address,
      String host,
      String url,
      Path folder,
      LogFiles logs)
      throws StepFailedException {
    var values = new HashMap<>(Variables.of(assignment, address, host));
    values.put("URL", url);
    var environment = environment(assignment, values);
    var words = new ArrayList<String>();
    command("verification.command", gate.command(), gate.artifact(), gate.app())
        .forEach(word -> words.add(Variables.expand(word, values)));
    words.set(0, program(words.get(0), folder, environment.get("PATH")));
    return new Launch(words, environment, folder, logs.verification(), logs.verification());
  }

  private static List<String> command(Assignment assignment) throws StepFailedException {
    var run = assignment.run();
    return command(
        "run.command", run == null ? null : run.command(), assignment.artifact(), assignment.app());
  }

  private static List<String> command(
      String field, List<String> given, ResolvedArtifact artifact, String app)
      throws StepFailedException {
    if (given != null && !given.isEmpty()) {
      return given;
    }
    if (artifact.format() == ArtifactFormat.JAR) {
      return List.of("java", "-jar", app + ".jar");
    }
    if (artifact.format() == ArtifactFormat.EXECUTABLE) {
      return List.of(app);
    }
    throw new StepFailedException(
        Reason.COMMAND_NOT_FOUND,
        field
            + " is needed for an artifact of format "
            + artifact.format()
            + ": name the program in it");
  }

  private static List<String> args(Assignment assignment) {
    var run = assignment.run();
    return run == null || run.args() == null ? List.of() : run.args();
  }

  /** The agent's own Java serves where the host has no other. */
  private static String program(String name, Path release, String path) throws StepFailedException {
    try {
      return Program.find(name, release, path).toString();
    } catch (StepFailedException e) {
      var java = Path.of(System.getProperty("java.home"), "bin", "java");
      if (name.equals("java") && Files.isExecutable(java)) {
        return java.toString();
      }
      throw e;
    }
  }

  private static Map<String, String> environment(
      Assignment assignment, Map<String, String> values) {
    var environment = new HashMap<String, String>();
    for (var name : PASSED_ON) {
      var value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.putAll(values);
    if (assignment.run() != null && assignment.run().env() != null) {
      for (var variable : assignment.run().env()) {
        var value = variable.value() == null ? "" : variable.value();
        environment.put(variable.name(), Variables.expand(value, values));
      }
    }
    return environment;
  }
}
