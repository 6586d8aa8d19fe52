package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A case: steps that both servers must answer alike.
 *
 * @param name folder and file name without ending, such as {@code patch/test-fails}
 * @param on the flavour of the reference
 * @param crds files of {@code crds/} that must be there
 * @param ignore JSON pointers that no answer is compared at
 */
record Case(
    String name,
    String about,
    String on,
    List<String> crds,
    List<String> ignore,
    List<Step> steps) {

  private static final Pattern ALIAS = Pattern.compile("(?m): \\*\\w+$");

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

  /** Not as the server reads YAML, to which a {@code y} is no text. */
  static JsonNode yaml(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Json.readYamlDocuments(in).get(0);
    }
  }

  private static Case read(Path folder, Path file) {
    String name = folder.relativize(file).toString().replaceFirst("\\.yaml$", "");
    try {
      String text = Files.readString(file);
      if (ALIAS.matcher(text).find()) {
        throw new IllegalArgumentException("the parser takes a YAML alias for plain text");
      }
      JsonNode yaml = yaml(file);
      List<String> crds = new ArrayList<>();
      yaml.path("crds").forEach(each -> crds.add(each.asText()));
      List<String> ignore = new ArrayList<>();
      yaml.path("ignore").forEach(each -> ignore.add(each.asText()));
      List<Step> steps = Step.parse(yaml.path("steps"), "");
      if (steps.isEmpty() || yaml.path("about").asText().isEmpty()) {
        throw new IllegalArgumentException("a case says what it is about and has steps");
      }
      return new Case(
          name,
          yaml.path("about").asText(),
          yaml.path("on").asText("refserver"),
          crds,
          ignore,
          steps);
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
