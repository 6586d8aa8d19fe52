package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.cli.example.ExampleArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** The first example under another name, from its first upload to its end. */
record Story(Installation installation, String app) {
  private static final String EXAMPLE = "01-hello.yaml";

  /** Two builds, of which one is uploaded twice; two instances; a front end. */
  void begins() {
    upload("1.0.0");
    upload("1.0.0");
    upload("1.1.0");
    apply(manifest());
  }

  /** One instance less, of the other build. */
  void changes() {
    apply(
        manifest().replace("instances: 2", "instances: 1").replace("version: 1.0", "version: 1.1"));
  }

  void ends() {
    kubectl("delete", "--wait=false", "appmap/" + app, "fec/" + app);
    kubectl("delete", "--ignore-not-found", "artifact", app + "-1.0.0", app + "-1.1.0");
  }

  private String manifest() {
    try {
      var example = Chart.home().resolve("examples").resolve(EXAMPLE);
      return Files.readString(example).replace("hello", app);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void apply(String manifest) {
    installation.api().apply(manifest).orFail();
  }

  private void kubectl(String... words) {
    installation.api().kubectl(words).orFail();
  }

  /** A build that the server may not record is refused to whoever uploads it. */
  private void upload(String version) {
    installation.upload(new ExampleArtifact("default", app, version, "main", "0000001"));
  }

  private List<JsonNode> instances() {
    return installation.all("appdeployments").stream()
        .filter(i -> i.at("/spec/map").asText().equals(app))
        .toList();
  }

  private List<String> running() {
    return instances().stream()
        .filter(i -> i.at("/status/phase").asText().equals("Running"))
        .map(i -> i.at("/spec/artifact/version").asText())
        .toList();
  }

  boolean runs() {
    return running().equals(List.of("1.0.0", "1.0.0"));
  }

  boolean isChanged() {
    return running().equals(List.of("1.1.0")) && instances().size() == 1;
  }

  boolean isGone() {
    return instances().isEmpty()
        && !installation.exists("appmap/" + app)
        && !installation.exists("fec/" + app);
  }
}
