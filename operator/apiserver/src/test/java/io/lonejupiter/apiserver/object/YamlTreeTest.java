package io.lonejupiter.apiserver.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** YAML with anchors, and YAML that means harm. */
class YamlTreeTest {
  private static JsonNode read(String yaml) throws IOException {
    return Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsScalarsAsBefore() throws IOException {
    assertThat(read("{a: 1, b: 1.5, c: true, d: null, e: x, f: '1', g: [], h: {}, i: 0x10}"))
        .hasToString(
            "{\"a\":1,\"b\":1.5,\"c\":true,\"d\":null,\"e\":\"x\",\"f\":\"1\",\"g\":[],\"h\":{},"
                + "\"i\":16}");
    assertThat(read("")).isEqualTo(read("# nothing"));
    assertThat(read("text").asText()).isEqualTo("text");
  }

  @Test
  void putsInWhatAnAliasStandsFor() throws IOException {
    assertThat(read("a: &x {n: [1]}\nb: *x\nc: &y [t]\nd: [*y, *y]"))
        .hasToString("{\"a\":{\"n\":[1]},\"b\":{\"n\":[1]},\"c\":[\"t\"],\"d\":[[\"t\"],[\"t\"]]}");
    assertThatThrownBy(() -> read("a: &x t\nb: *x")).hasMessageContaining("unknown anchor");
    assertThatThrownBy(() -> read("a: *nope")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("a: &x [*x]")).isInstanceOf(IOException.class);
  }

  @Test
  void mergesMapsWithoutReplacingWhatIsSaid() throws IOException {
    assertThat(read("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}").at("/use"))
        .isEqualTo(read("{y: 3, x: 1}"));
    assertThat(read("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nuse: {<<: [*a, *b]}").at("/use"))
        .isEqualTo(read("{x: 1, y: 2}"));
    assertThatThrownBy(() -> read("use: {<<: 1}")).hasMessageContaining("map merge requires map");
  }

  @Test
  void refusesADocumentThatGrowsOutOfProportion() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s*a%d]%n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9), i - 1));
    }
    assertThatThrownBy(() -> read(bomb.toString()))
        .hasMessage("yaml: document contains excessive aliasing");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    assertThatThrownBy(() -> read("[".repeat(10_000))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{a: ".repeat(10_000))).isInstanceOf(IOException.class);
    StringBuilder nested = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 300; i++) {
      nested.append("x%d: [%s]%n".formatted(i, "x,".repeat(300)));
      nested.append("a%d: &a%d [*a%d]%n".formatted(i, i, i - 1));
    }
    assertThatThrownBy(() -> read(nested.toString())).hasMessageContaining("max depth");
  }
}
