package io.lonejupiter.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

class SampleAppTest {
  private static final Path SOURCE = Path.of("../../examples/app/Hello.java");

  @Test
  void givesTheSameBytesForTheSameFactsAndOthersForOthers() {
    byte[] first = SampleApp.compile(SOURCE).jar("hello", "1.0.0", "main");
    var again = SampleApp.compile(SOURCE);
    assertThat(again.jar("hello", "1.0.0", "main")).isEqualTo(first);
    assertThat(again.jar("hello", "1.1.0", "main")).isNotEqualTo(first);
  }

  @Test
  void makesAJarThatCanBeRun() throws IOException {
    byte[] bytes = SampleApp.compile(SOURCE).jar("hello", "1.0.0", "main");
    try (var jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo("Hello");
      assertThat(jar.getNextJarEntry().getName()).isEqualTo("Hello.class");
    }
  }
}
