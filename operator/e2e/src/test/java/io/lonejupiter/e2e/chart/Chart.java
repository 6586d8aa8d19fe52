package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** The chart as the build assembled it, rendered by Helm itself. */
final class Chart {
  static final String RELEASE = "lj";
  static final String NAMESPACE = "lone-jupiter";
  static final String CONSUL = "consul: {address: \"https://consul.example.org:8501\"}\n";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Chart() {}

  static Path home() {
    return Path.of(System.getProperty("lj.home")).toAbsolutePath().normalize();
  }

  static Path folder() {
    return home().resolve("helm/target/chart/lonejupiter");
  }

  static Helm helm() {
    return new Helm(folder());
  }

  /** The manifests as one text. */
  static String text(String values, String kubernetesVersion) {
    try {
      var file = Files.createTempFile("lj-values", ".yaml");
      try {
        Files.writeString(file, values);
        return helm()
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(kubernetesVersion)
            .withValuesFile(file)
            .skipCrds()
            .call();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects for a Kubernetes of today. */
  static Rendered render(String values) {
    return render(values, "1.34.0");
  }

  static Rendered render(String values, String kubernetesVersion) {
    var objects = new ArrayList<JsonNode>();
    try (var documents =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(values, kubernetesVersion))) {
      documents.forEachRemaining(
          object -> {
            if (object.isObject()) {
              objects.add(object);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Rendered(List.copyOf(objects));
  }

  /** What a release is made of. */
  record Rendered(List<JsonNode> objects) {
    List<String> kinds() {
      return objects.stream().map(o -> o.path("kind").asText()).sorted().toList();
    }

    JsonNode one(String kind) {
      return objects.stream()
          .filter(o -> o.path("kind").asText().equals(kind))
          .findFirst()
          .orElseThrow(() -> new NoSuchElementException(kind + " is not among " + kinds()));
    }

    JsonNode pod() {
      return one("Deployment").at("/spec/template/spec");
    }

    JsonNode container() {
      return pod().at("/containers/0");
    }
  }
}
