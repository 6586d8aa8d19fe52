package io.lonejupiter.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConsulAccessOptionsTest {
  @TempDir private Path folder;
  private Path file;
  private Map<String, String> environment;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("token"), "from-file\n");
    environment =
        Map.of("CONSUL_HTTP_TOKEN", "variable", "CONSUL_HTTP_TOKEN_FILE", file.toString());
  }

  private static String token(Map<String, String> environment, String... words) {
    var options = new ConsulAccessOptions();
    CommandLine.populateCommand(options, words);
    return options.token(environment);
  }

  @Test
  void aFileGoesBeforeATokenAndAnOptionBeforeTheEnvironment() {
    assertThat(token(Map.of())).isNull();
    assertThat(token(Map.of("CONSUL_HTTP_TOKEN", "variable"))).isEqualTo("variable");
    assertThat(token(environment)).isEqualTo("from-file");
    assertThat(token(environment, "--consul-token=option")).isEqualTo("option");
    assertThat(token(environment, "--consul-token=option", "--consul-token-file=" + file))
        .isEqualTo("from-file");
  }

  @Test
  void aFileWithoutATokenIsRefusedByItsName() throws Exception {
    var none = folder.resolve("none");
    assertThatThrownBy(() -> token(Map.of(), "--consul-token-file=" + none))
        .hasMessageContaining("--consul-token-file: " + none + " cannot be read");
    Files.writeString(none, " \n");
    assertThatThrownBy(() -> token(Map.of("CONSUL_HTTP_TOKEN_FILE", none.toString())))
        .hasMessage("CONSUL_HTTP_TOKEN_FILE: " + none + " has no token in it");
    Files.write(none, new byte[] {-1, -2});
    assertThatThrownBy(() -> token(Map.of(), "--consul-token-file=" + none))
        .hasMessageContaining("is no text");
  }
}
