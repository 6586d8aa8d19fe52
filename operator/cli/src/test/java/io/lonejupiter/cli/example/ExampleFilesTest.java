package io.lonejupiter.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleFilesTest {
  private final ExampleFiles files = new ExampleFiles(Path.of("../../examples"));
  private final ObjectMapper json = new ObjectMapper();

  private Stream<GenericKubernetesResource> objects(String kind) {
    return files.manifests().stream()
        .flatMap(manifest -> ExampleFiles.objects(manifest).stream())
        .filter(object -> object.getKind().equals(kind));
  }

  private JsonNode spec(GenericKubernetesResource object) {
    return json.valueToTree(object).path("spec");
  }

  @Test
  void readsEveryObjectOfEveryFile() {
    assertThat(files.manifests()).hasSize(6);
    assertThat(objects("ApplicationMap")).hasSize(10);
    assertThat(objects("FrontEndConfig")).hasSize(7);
    assertThat(objects("Namespace")).hasSize(2);
  }

  @Test
  void listsAnArtifactForEveryMap() {
    List<ExampleArtifact> artifacts = files.artifacts();
    assertThat(objects("ApplicationMap"))
        .allSatisfy(
            map -> {
              JsonNode wanted = spec(map).path("artifact");
              assertThat(artifacts)
                  .anyMatch(
                      artifact ->
                          artifact.namespace().equals(map.getMetadata().getNamespace())
                              && artifact.app().equals(wanted.path("app").asText())
                              && (artifact.version().equals(wanted.path("version").asText())
                                  || artifact.branch().equals(wanted.path("branch").asText())));
            });
  }

  @Test
  void namesTheSameUploadAsOneCurlWould() {
    var artifact = new ExampleArtifact("default", "shop", "1.0+b", "feature/x", "abc");
    assertThat(ArtifactUpload.target(artifact))
        .isEqualTo("/artifacts/default/shop/1.0%2Bb?branch=feature%2Fx&commit=abc");
  }
}
