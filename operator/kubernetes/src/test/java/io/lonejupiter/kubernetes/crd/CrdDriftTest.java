package io.lonejupiter.kubernetes.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crds/} is generated and committed; {@code -Dlj.crds.write=true} writes it anew. */
class CrdDriftTest {
  private static final Path COMMITTED = Path.of("..", "..", "crds");

  @Test
  void committedCrdsAreWhatTheClassesSay(@TempDir Path scratch) throws IOException {
    var generated = CrdWriter.generate(scratch);
    if (Boolean.getBoolean("lj.crds.write")) {
      for (var file : generated.entrySet()) {
        Files.writeString(COMMITTED.resolve(file.getKey()), file.getValue());
      }
    }
    var committed = new TreeMap<String, String>();
    try (var files = Files.list(COMMITTED)) {
      for (var file : files.toList()) {
        committed.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(generated).hasSize(CrdWriter.KINDS.size());
    assertThat(committed)
        .as("crds/ (write it anew with: mvn test -pl operator/kubernetes -am -Dlj.crds.write=true)")
        .isEqualTo(generated);
  }

  /**
   * kubectl apply compares a list as a whole: a default that the API fills in would make each run
   * on an unchanged file a change.
   */
  @Test
  void noListOfAFrontEndHoldsDefaults(@TempDir Path scratch) throws IOException {
    var crd = CrdWriter.generate(scratch).get("frontendconfigs.lonejupiter.io.yaml");
    var versions = new ObjectMapper(new YAMLFactory()).readTree(crd).at("/spec/versions");
    var spec = versions.path(0).at("/schema/openAPIV3Schema/properties/spec");
    assertThat(spec.at("/properties/routerGroup").has("default")).isTrue();
    assertThat(spec.findValues("items")).isNotEmpty();
    for (var items : spec.findValues("items")) {
      assertThat(items.findValues("default")).as(items.toString()).isEmpty();
    }
  }
}
