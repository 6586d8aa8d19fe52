package io.lonejupiter.kubernetes.crd;

import static org.assertj.core.api.Assertions.assertThat;

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
}
