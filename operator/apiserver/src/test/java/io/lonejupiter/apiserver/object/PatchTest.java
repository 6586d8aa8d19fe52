package io.lonejupiter.apiserver.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PatchTest {
  private static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode patched(String target, String patch) {
    return JsonPatch.apply(yaml(target), yaml(patch));
  }

  @Test
  void mergesObjectsReplacesListsAndRemovesByNull() {
    assertThat(
            MergePatch.apply(
                yaml("{a: {b: 1, c: 2}, l: [1]}"), yaml("{a: {b: null, d: 3}, l: [2]}")))
        .isEqualTo(yaml("{a: {c: 2, d: 3}, l: [2]}"));
    assertThat(MergePatch.apply(yaml("{}"), yaml("{a: {b: null, c: 1}}")))
        .isEqualTo(yaml("{a: {c: 1}}"));
  }

  @Test
  void appliesEachJsonPatchOperation() {
    assertThat(patched("{a: 1}", "[{op: add, path: /b, value: 2}]"))
        .isEqualTo(yaml("{a: 1, b: 2}"));
    assertThat(patched("{l: [1, 3]}", "[{op: add, path: /l/1, value: 2}]"))
        .isEqualTo(yaml("{l: [1, 2, 3]}"));
    assertThat(patched("{l: [1]}", "[{op: add, path: /l/-, value: 2}]"))
        .isEqualTo(yaml("{l: [1, 2]}"));
    assertThat(patched("{a: 1, b: 2}", "[{op: remove, path: /a}]")).isEqualTo(yaml("{b: 2}"));
    assertThat(patched("{a: 1}", "[{op: replace, path: /a, value: 2}]")).isEqualTo(yaml("{a: 2}"));
    assertThat(patched("{a: 1}", "[{op: move, from: /a, path: /b}]")).isEqualTo(yaml("{b: 1}"));
    assertThat(patched("{a: 1}", "[{op: copy, from: /a, path: /b}]"))
        .isEqualTo(yaml("{a: 1, b: 1}"));
    assertThat(patched("{a/b: 1}", "[{op: test, path: /a~1b, value: 1}]"))
        .isEqualTo(yaml("{a/b: 1}"));
  }

  @Test
  void refusesAJsonPatchThatDoesNotFit() {
    for (String patch :
        new String[] {
          "[{op: test, path: /a, value: 2}]",
          "[{op: remove, path: /x}]",
          "[{op: replace, path: /x, value: 1}]",
          "[{op: add, path: /x/y, value: 1}]",
          "[{op: add, path: /l/7, value: 1}]"
        }) {
      assertThatThrownBy(() -> patched("{a: 1, l: []}", patch))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
    }
    assertThatThrownBy(() -> patched("{}", "[{op: jump, path: /a}]"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
    assertThatThrownBy(() -> patched("{}", "{}")).isInstanceOf(ApiException.class);
  }

  private static JsonNode strategic(JsonNode target, JsonNode patch) {
    return StrategicMergePatch.apply((ObjectNode) target, (ObjectNode) patch);
  }

  @Test
  void mergesKeyedListsStrategically() {
    JsonNode target = yaml("{metadata: {finalizers: [a], ownerReferences: [{uid: 1, name: x}]}}");
    JsonNode patch =
        yaml(
            "{metadata: {finalizers: [b], $deleteFromPrimitiveList/finalizers: [a],"
                + " ownerReferences: [{uid: 1, name: y}, {uid: 2, name: z}]}}");
    assertThat(strategic(target, patch))
        .isEqualTo(
            yaml(
                "{metadata: {finalizers: [b],"
                    + " ownerReferences: [{uid: 1, name: y}, {uid: 2, name: z}]}}"));
    assertThat(strategic(yaml("{data: {a: 1}}"), yaml("{data: {$patch: replace, b: 2}}")))
        .isEqualTo(yaml("{data: {b: 2}}"));
  }

  @Test
  void findsFieldsThatAreGivenTwice() throws IOException {
    byte[] text = "{\"a\":1,\"b\":[{\"c\":1,\"c\":2}],\"a\":2}".getBytes(StandardCharsets.UTF_8);
    assertThat(JsonReader.read(text).duplicates()).containsExactly("b[0].c", "a");
  }
}
