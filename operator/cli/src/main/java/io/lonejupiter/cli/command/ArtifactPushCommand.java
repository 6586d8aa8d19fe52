package io.lonejupiter.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code artifact push}: one upload. */
@Command(
    name = "push",
    description = {
      "Uploads a file as a version of an app.",
      "A version is never changed: the same bytes again are fine, others are refused."
    })
final class ArtifactPushCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  @Parameters(paramLabel = "FILE", description = "A jar, zip or tar.gz, or a single executable.")
  private Path file;

  @Option(names = "--app", required = true, paramLabel = "NAME", description = "The app.")
  private String app;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "VERSION",
      description = "The version.")
  private String version;

  @Option(names = "--branch", paramLabel = "BRANCH", description = "Branch it was built from.")
  private String branch;

  @Option(names = "--commit", paramLabel = "COMMIT", description = "Commit it was built from.")
  private String commit;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Namespace it belongs to. Default: ${DEFAULT-VALUE}.")
  private String namespace;

  @Mixin private UploadOptions upload;

  @Override
  public Integer call() {
    System.out.println(upload.put(file, namespace, app, version, branch, commit, state.folder()));
    return 0;
  }
}
