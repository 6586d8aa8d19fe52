package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.example.ArtifactUpload;
import io.lonejupiter.cli.example.ExampleArtifact;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
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

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:LJ_SERVER}",
      description = "The server. Default: LJ_SERVER, or else what up started.")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:LJ_TOKEN}",
      description = "The token for uploads. Default: LJ_TOKEN, or else that of what up started.")
  private String token;

  @Override
  public Integer call() {
    StateFolder folder = state.folder();
    var upload =
        new ArtifactUpload(
            given(server) ? server : serverOf(folder), given(token) ? token : tokenOf(folder));
    try {
      var result =
          upload.put(
              new ExampleArtifact(namespace, app, version, branch, commit),
              BodyPublishers.ofFile(file));
      if (!result.stored()) {
        throw new CommandFailure(
            "%s %s is there already with other bytes (%s): use a new version"
                .formatted(app, version, result.answer()));
      }
      System.out.println(result.answer());
      return 0;
    } catch (FileNotFoundException e) {
      throw new CommandFailure("there is no file " + file, e);
    }
  }

  private static boolean given(String option) {
    return option != null && !option.isBlank();
  }

  private static String serverOf(StateFolder folder) {
    return folder
        .plan()
        .map(SystemPlan::serverUrl)
        .orElseThrow(() -> new CommandFailure("no server is named: use --server or LJ_SERVER"));
  }

  private static String tokenOf(StateFolder folder) {
    try {
      return Files.readString(folder.token()).strip();
    } catch (IOException e) {
      throw new CommandFailure("no token is given: use --token or LJ_TOKEN", e);
    }
  }
}
