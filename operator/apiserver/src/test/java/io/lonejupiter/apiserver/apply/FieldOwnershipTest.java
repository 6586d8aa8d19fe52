package io.lonejupiter.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.schema.SchemaParser;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases were compared with a real API server. */
class FieldOwnershipTest {
  private static final Manager ONE = Manager.applier("one", "");
  private static final Manager TWO = Manager.applier("two", "");
  private static final Manager EDITOR = Manager.updater("editor", "v1", "");

  private final FieldOwnership ownership =
      new FieldOwnership(
          SchemaParser.parse(
              yaml(
                  """
                  type: object
                  properties:
                    metadata:
                      type: object
                      properties:
                        name: {type: string}
                        labels: {type: object, additionalProperties: {type: string}}
                    spec:
                      type: object
                      properties:
                        color: {type: string}
                        count: {type: integer}
                        deep: {type: object, properties: {a: {type: string}, b: {type: string}}}
                        args: {type: array, items: {type: string}}
                        tags: {type: array, items: {type: string}, x-kubernetes-list-type: set}
                        ports:
                          type: array
                          x-kubernetes-list-type: map
                          x-kubernetes-list-map-keys: [name]
                          items:
                            type: object
                            properties: {name: {type: string}, port: {type: integer}}
                  """)),
          "v1",
          "2026-01-01T00:00:00Z",
          List.of("status"));

  private ObjectNode live = yaml("{}");
  private ManagedFields owners = ManagedFields.parse(yaml("{}"));

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void apply(Manager manager, String applied, boolean force) {
    var result = ownership.apply(live, owners, yaml(applied), manager, force);
    live = result.object();
    owners = result.owners();
  }

  private void update(String updated) {
    ObjectNode next = yaml(updated);
    owners = ownership.update(live, next, owners, EDITOR);
    live = next;
  }

  private JsonNode fieldsOf(String manager) {
    for (JsonNode entry : owners.toJson()) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    return yaml("{}");
  }

  @Test
  void ownsWhatItApplies() {
    apply(
        ONE,
        "{metadata: {name: x, labels: {l: v}}, spec: {color: red, ports: [{name: p, port: 1}],"
            + " tags: [t], args: [a]}}",
        false);
    assertThat(fieldsOf("one"))
        .isEqualTo(
            yaml(
                "{'f:metadata': {'f:labels': {'f:l': {}}}, 'f:spec': {'f:args': {}, 'f:color': {},"
                    + " 'f:ports': {'k:{\"name\":\"p\"}': {'.': {}, 'f:name': {}, 'f:port': {}}},"
                    + " 'f:tags': {'v:\"t\"': {}}}}"));
  }

  @Test
  void removesWhatItNoLongerApplies() {
    apply(
        ONE,
        "{metadata: {name: x, labels: {l: v}}, spec: {color: red, deep: {a: x},"
            + " ports: [{name: p}, {name: q}], tags: [s, t]}}",
        false);
    apply(ONE, "{metadata: {name: x}, spec: {color: red, ports: [{name: q}], tags: [t]}}", false);
    assertThat(live)
        .isEqualTo(
            yaml("{metadata: {name: x}, spec: {color: red, ports: [{name: q}], tags: [t]}}"));
  }

  @Test
  void keepsWhatAnotherStillOwns() {
    apply(ONE, "{spec: {color: red, deep: {a: x}}}", false);
    apply(TWO, "{spec: {color: red, deep: {b: y}}}", false);
    apply(ONE, "{spec: {}}", false);
    assertThat(live).isEqualTo(yaml("{spec: {color: red, deep: {b: y}}}"));
  }

  @Test
  void refusesToChangeFieldsOfOthers() {
    apply(ONE, "{spec: {color: red, ports: [{name: p, port: 1}]}}", false);
    assertThatThrownBy(
            () -> apply(TWO, "{spec: {color: blue, ports: [{name: p, port: 2}]}}", false))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(409);
              assertThat(e.getMessage())
                  .isEqualTo(
                      "Apply failed with 2 conflicts: conflicts with \"one\":\n"
                          + "- .spec.color\n- .spec.ports[name=\"p\"].port");
              assertThat(e.toStatus().at("/details/causes/0/reason").asText())
                  .isEqualTo("FieldManagerConflict");
            });
  }

  @Test
  void takesFieldsOverByForce() {
    apply(ONE, "{spec: {color: red}}", false);
    apply(TWO, "{spec: {color: blue}}", true);
    assertThat(live).isEqualTo(yaml("{spec: {color: blue}}"));
    assertThat(fieldsOf("one")).isEqualTo(yaml("{}"));
  }

  @Test
  void sharesFieldsOfEqualValue() {
    apply(ONE, "{spec: {color: red}}", false);
    apply(TWO, "{spec: {color: red}}", false);
    assertThat(fieldsOf("one")).isEqualTo(fieldsOf("two"));
  }

  @Test
  void givesChangedFieldsToTheUpdater() {
    apply(ONE, "{spec: {color: red, count: 1}}", false);
    update("{spec: {color: red, count: 2}, status: {x: 1}}");
    assertThat(fieldsOf("one")).isEqualTo(yaml("{'f:spec': {'f:color': {}}}"));
    assertThat(fieldsOf("editor")).isEqualTo(yaml("{'f:spec': {'f:count': {}}}"));
    assertThatThrownBy(() -> apply(ONE, "{spec: {color: red, count: 1}}", false))
        .hasMessage("Apply failed with 1 conflict: conflict with \"editor\" using v1: .spec.count");
  }

  @Test
  void keepsTheOrderThatIsAppliedAndTheItemsOfOthers() {
    update("{spec: {tags: [x, a, b]}}");
    apply(ONE, "{spec: {tags: [b, a, c]}}", true);
    assertThat(live).isEqualTo(yaml("{spec: {tags: [x, b, a, c]}}"));
  }

  @Test
  void readsBackWhatItWrites() {
    apply(ONE, "{spec: {color: red, ports: [{name: p}], tags: [t]}}", false);
    update("{spec: {color: red, ports: [{name: p}], tags: [t], count: 3}}");
    assertThat(ManagedFields.parse(owners.toJson()).toJson()).isEqualTo(owners.toJson());
  }
}
