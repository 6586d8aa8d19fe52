package io.lonejupiter.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShellExportsTest {
  @Test
  void writesOneExportLineForEachValueInOrder() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("LJ_ROUTER", "http://127.0.0.1:8000");
    values.put("LJ_TOKEN", "abc");
    assertThat(ShellExports.of(values))
        .isEqualTo("export LJ_ROUTER='http://127.0.0.1:8000'\nexport LJ_TOKEN='abc'\n");
  }

  @Test
  void givesTheShellExactlyTheValueWhateverIsInIt() throws IOException {
    String value = "a'b \"c\" $HOME `id` \\ ; & ü";
    String script = ShellExports.of(Map.of("VALUE", value)) + "printf %s \"$VALUE\"";
    Process shell = new ProcessBuilder("/bin/sh", "-c", script).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }
}
