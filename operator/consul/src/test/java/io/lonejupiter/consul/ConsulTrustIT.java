package io.lonejupiter.consul;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a CA file that is of no use; that a good one works, the whole system shows. */
class ConsulTrustIT {
  @TempDir Path folder;

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ConsulTrust.in(folder.resolve("ca.pem")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("ca.pem cannot be read");
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws IOException {
    var empty = Files.createFile(folder.resolve("empty.pem"));
    var other = Files.writeString(folder.resolve("other.pem"), "no certificate\n");
    for (var file : new Path[] {empty, other}) {
      assertThatThrownBy(() -> ConsulTrust.in(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file + " holds no certificate in PEM");
    }
  }
}
