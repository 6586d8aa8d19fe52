package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case: steps that both servers must answer alike.
 *
 * @param name folder and file name without ending, such as {@code patch/test-fails}
 * @param on the flavour of the reference
 * @param crds files of {@code crds/} that must be there
 */
record Case(String name, String about, String on, List<String> crds, List<Step> steps) {

  /** All cases under the folder whose name begins with the prefix, in the order of their names. */
  static List<Case> under(Path folder, String prefix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(file -> read(folder, file))
          .filter(found -> found.name.startsWith(prefix))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path folder, Path file) {
    String name = folder.relativize(file).toString().replaceFirst("\\.yaml$", "");
    try {
      JsonNode yaml = Json.parseYaml(Files.readAllBytes(file));
      List<String> crds = new ArrayList<>();
      yaml.path("crds").forEach(each -> crds.add(each.asText()));
      List<Step> steps = Step.parse(yaml.path("steps"), "");
      if (steps.isEmpty() || yaml.path("about").asText().isEmpty()) {
        throw new IllegalArgumentException("a case says what it is about and has steps");
      }
      return new Case(
          name, yaml.path("about").asText(), yaml.path("on").asText("refserver"), crds, steps);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The namespace of the case's own. */
  String namespace() {
    String plain = name.replaceAll("[^a-z0-9]+", "-");
    return plain.length() <= 63
        ? plain
        : plain.substring(plain.length() - 63).replaceFirst("^-+", "");
  }
}
