package io.lonejupiter.router.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RenderingTest {
  /** Written instead of read with -Dlj.golden.write=true. */
  @ParameterizedTest
  @EnumSource
  void isTheGoldenOne(Format format) throws IOException {
    var rendering = format.render(ExportSample.table(), "c1");
    var text = new StringBuilder();
    rendering
        .entries()
        .forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    rendering.left().forEach(left -> text.append("# ").append(left).append('\n'));
    var name = format.name().toLowerCase(Locale.ROOT) + ".txt";
    if (Boolean.getBoolean("lj.golden.write")) {
      var folder = Path.of("src/test/resources/io/lonejupiter/router/export");
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    }
    try (var golden = getClass().getResourceAsStream(name)) {
      assertThat(golden).as(name).isNotNull();
      assertThat(text.toString())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
