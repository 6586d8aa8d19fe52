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
import picocli.CommandLine.Option;

/** Where an artifact is uploaded to. */
final class UploadOptions {
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

  /**
   * Uploads a file; returns what the server says.
   *
   * @throws CommandFailure it is not taken
   */
  String put(
      Path file,
      String namespace,
      String app,
      String version,
      String branch,
      String commit,
      StateFolder folder) {
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
      return result.answer();
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
