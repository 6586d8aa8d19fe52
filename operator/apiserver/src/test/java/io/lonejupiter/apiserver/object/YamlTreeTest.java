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
  void readsScalarsAsYaml11AndGoDo() throws IOException {
    assertThat(read("[0o7, 017, 0x1F, 0b11, 1_000, yes, No, on, n, ~, 1e3, .5, 08, 12:30:45]"))
        .hasToString("[7,15,31,3,1000,true,false,true,false,null,1000,0.5,8,\"12:30:45\"]");
    assertThat(read("[!!str 5, !!int '5', 2001-01-01, 0o8, 'yes', !x 5]"))
        .hasToString("[\"5\",5,\"2001-01-01\",\"0o8\",\"yes\",\"5\"]");
    assertThatThrownBy(() -> read("a: .inf")).hasMessage("json: unsupported value: +Inf");
    assertThatThrownBy(() -> read("a: !!int x"))
        .hasMessage("yaml: cannot decode !!str `x` as a !!int");
  }

  @Test
  void putsInWhatAnAliasStandsFor() throws IOException {
    assertThat(read("a: &x {k: [1]}\nb: *x\nc: &y [t]\nd: [*y, *y]"))
        .hasToString("{\"a\":{\"k\":[1]},\"b\":{\"k\":[1]},\"c\":[\"t\"],\"d\":[[\"t\"],[\"t\"]]}");
    assertThat(read("a: &x t\nb: *x")).hasToString("{\"a\":\"t\",\"b\":\"t\"}");
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
