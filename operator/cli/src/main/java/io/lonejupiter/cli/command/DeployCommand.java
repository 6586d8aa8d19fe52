package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.rollout.Deployment;
import io.lonejupiter.cli.rollout.Rollouts;
import io.lonejupiter.model.ArtifactRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code deploy}: a build goes live, or does not, as one command of a CI job. */
@Command(
    name = "deploy",
    description = {
      "Gives a map another artifact: one that is there, or a file that is uploaded first.",
      "With --wait it shows how it goes; the exit code is 0 when the map is Ready with it, 3 when"
          + " the rollout has failed (with what its verification wrote), 4 after --timeout."
    })
final class DeployCommand implements Callable<Integer> {
  private static final int FAILED = 3;
  private static final int TIMED_OUT = 4;

  @Mixin private MapOptions map;
  @Mixin private UploadOptions upload;

  @Option(
      names = "--artifact",
      paramLabel = "NAME",
      description = "An Artifact that is there. Instead: --app and --version, or --file.")
  private String artifact;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Upload this first, as --version of --app.")
  private Path file;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "The app. Default: the one that the map names.")
  private String app;

  @Option(names = "--version", paramLabel = "VERSION", description = "The version.")
  private String version;

  @Option(names = "--branch", paramLabel = "BRANCH", description = "Branch it was built from.")
  private String branch;

  @Option(names = "--commit", paramLabel = "COMMIT", description = "Commit it was built from.")
  private String commit;

  @Option(names = "--wait", description = "Wait until it is live, or has failed.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description = "How long to wait. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Override
  public Integer call() {
    if ((artifact == null) == (version == null)) {
      throw new CommandFailure(
          "name either --artifact NAME, or --version VERSION (with --file to upload it first)");
    }
    if (file != null && version == null) {
      throw new CommandFailure("--file needs --version VERSION");
    }
    return map.with(this::deploy);
  }

  private int deploy(Rollouts rollouts) {
    var ref = artifact == null ? byVersion(rollouts) : new ArtifactRef(artifact, null, null, null);
    var before = rollouts.read().getMetadata().getGeneration();
    var changed = rollouts.deploy(ref);
    var generation = changed.getMetadata().getGeneration();
    System.out.println(
        "appmap/"
            + rollouts.name()
            + (generation.equals(before) ? " has this artifact already" : " gets " + text(ref)));
    return wait ? await(rollouts, generation, ref) : 0;
  }

  private ArtifactRef byVersion(Rollouts rollouts) {
    var named = app == null ? Rollouts.app(rollouts.read()) : app;
    if (file != null) {
      System.out.println(
          upload.put(
              file,
              map.api().namespace(),
              named,
              version,
              branch,
              commit,
              map.api().state().folder()));
    }
    return new ArtifactRef(null, named, version, null);
  }

  private static String text(ArtifactRef ref) {
    return ref.name() == null ? ref.app() + " " + ref.version() : ref.name();
  }

  private int await(Rollouts rollouts, long generation, ArtifactRef ref) {
    var end = new Deployment(rollouts, System.out::println).await(generation, ref, timeout);
    return switch (end) {
      case COMPLETE -> 0;
      case FAILED -> FAILED;
      case TIMEOUT -> {
        System.err.println(
            "lonejupiter: not live after " + timeout.toSeconds() + " s; the rollout goes on");
        yield TIMED_OUT;
      }
    };
  }
}
