package io.lonejupiter.cli.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.lonejupiter.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what lies in {@code examples/}. */
public final class ExampleFiles {
  private static final String ARTIFACTS = "artifacts.yaml";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Path folder;

  public ExampleFiles(Path folder) {
    this.folder = folder;
  }

  /** Source of the sample app. */
  public Path app() {
    return folder.resolve("app").resolve("Hello.java");
  }

  private record ArtifactList(List<ExampleArtifact> artifacts) {}

  /** The file that lists the artifacts. */
  public Path artifactList() {
    return folder.resolve(ARTIFACTS);
  }

  /** What {@code artifacts.yaml} lists. */
  public List<ExampleArtifact> artifacts() {
    Path file = artifactList();
    try {
      return YAML.readValue(Files.readString(file), ArtifactList.class).artifacts();
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The manifests, in order of name. */
  public List<Path> manifests() {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith(ARTIFACTS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /** The objects of a manifest, with nothing added or left out. */
  public static List<GenericKubernetesResource> objects(Path manifest) {
    try {
      List<GenericKubernetesResource> objects = new ArrayList<>();
      for (String document : documents(Files.readString(manifest))) {
        objects.add(YAML.readValue(document, GenericKubernetesResource.class));
      }
      return objects;
    } catch (IOException e) {
      throw new CommandFailure(manifest + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> documents(String yaml) {
    return Arrays.stream(yaml.split("(?m)^---\\s*$"))
        .filter(
            document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
        .toList();
  }
}
