package io.lonejupiter.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.schema.SchemaParser;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases were compared with a real API server. */
class FieldOwnershipTest {
  private static final String ONE = "one";
  private static final String TWO = "two";
  private static final String EDITOR = "editor";

  private final FieldOwnership ownership =
      new FieldOwnership(
          new FieldOwnership.Scope(
              SchemaParser.parse(
                  yaml(
                      """
                  type: object
                  properties:
                    apiVersion: {type: string}
                    kind: {type: string}
                    metadata:
                      type: object
                      properties:
                        name: {type: string}
                        uid: {type: string}
                        managedFields: {type: array, items: {x-kubernetes-preserve-unknown-fields: true}}
                        annotations: {type: object, additionalProperties: {type: string}}
                        labels: {type: object, additionalProperties: {type: string}}
                    status: {type: object, x-kubernetes-preserve-unknown-fields: true}
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
              "Thing",
              "",
              FieldSet.ofFields("status"),
              version -> null),
          "2026-01-01T00:00:00Z");

  private ObjectNode live = yaml("{}");

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void apply(String manager, String applied, boolean force) {
    live = ownership.apply(live, yaml(applied), manager, force);
    Metadata.of(live).put("uid", "u");
  }

  private void update(String updated) {
    ObjectNode next = yaml(updated);
    ownership.track(live, next, EDITOR);
    Metadata.of(next).put("uid", "u");
    live = next;
  }

  /** The live object without what the server keeps in it. */
  private JsonNode content() {
    ObjectNode copy = live.deepCopy();
    Metadata.of(copy).remove(List.of("uid", "managedFields"));
    if (Metadata.of(copy).isEmpty()) {
      copy.remove("metadata");
    }
    return copy;
  }

  private JsonNode fieldsOf(String manager) {
    for (JsonNode entry : live.at("/metadata/managedFields")) {
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
    assertThat(content())
        .isEqualTo(
            yaml("{metadata: {name: x}, spec: {color: red, ports: [{name: q}], tags: [t]}}"));
  }

  @Test
  void keepsWhatAnotherStillOwns() {
    apply(ONE, "{spec: {color: red, deep: {a: x}}}", false);
    apply(TWO, "{spec: {color: red, deep: {b: 'y'}}}", false);
    apply(ONE, "{spec: {}}", false);
    assertThat(content()).isEqualTo(yaml("{spec: {color: red, deep: {b: 'y'}}}"));
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
    assertThat(content()).isEqualTo(yaml("{spec: {color: blue}}"));
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
    assertThat(content()).isEqualTo(yaml("{spec: {tags: [x, b, a, c]}}"));
  }

  @Test
  void readsBackWhatItWrites() throws IOException {
    apply(ONE, "{spec: {color: red, ports: [{name: p}], tags: [t]}}", false);
    update("{spec: {color: red, ports: [{name: p}], tags: [t], count: 3}}");
    ObjectNode copy = Json.object();
    ManagedFields.parse(live.at("/metadata/managedFields")).writeTo(copy);
    assertThat(copy.at("/metadata/managedFields")).isEqualTo(live.at("/metadata/managedFields"));
  }

  @Test
  void givesAnEntryNoTimeWhenItsApplyChangedNothing() {
    apply(ONE, "{spec: {color: red}}", false);
    apply(TWO, "{spec: {color: red}}", false);
    for (JsonNode entry : live.at("/metadata/managedFields")) {
      assertThat(entry.has("time")).isEqualTo(entry.path("manager").asText().equals(ONE));
    }
  }

  @Test
  void mergesTheOldestOfManyUpdaters() {
    for (int i = 0; i < 12; i++) {
      ObjectNode next = live.deepCopy();
      next.withObjectProperty("metadata").withObjectProperty("labels").put("l" + i, "v");
      ownership.track(live, next, "m" + i);
      Metadata.of(next).put("uid", "u");
      live = next;
    }
    assertThat(live.at("/metadata/managedFields")).hasSize(10);
    assertThat(fieldsOf("ancient-changes").at("/f:metadata/f:labels")).hasSize(4);
  }

  @Test
  void forgetsOwnersWhenOneEmptyEntryIsSent() {
    apply(ONE, "{spec: {color: red}}", false);
    update("{metadata: {managedFields: [{}]}, spec: {color: red}}");
    assertThat(live.at("/metadata/managedFields").isMissingNode()).isTrue();
    apply(ONE, "{spec: {color: red}}", false);
    assertThat(fieldsOf("before-first-apply").at("/f:spec/f:color").isMissingNode()).isFalse();
  }

  @Test
  void upgradesAClientSideApplyWithoutConflicts() {
    update(
        """
        {metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration:
          '{"apiVersion":"v1","kind":"Thing","spec":{"color":"red"}}'}}, spec: {color: red}}
        """);
    apply("kubectl", "{apiVersion: v1, kind: Thing, spec: {color: blue}}", false);
    assertThat(live.at("/spec/color").asText()).isEqualTo("blue");
    assertThat(
            live.path("metadata")
                .path("annotations")
                .path("kubectl.kubernetes.io/last-applied-configuration")
                .asText())
        .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"spec\":{\"color\":\"blue\"}}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{spec: {zap: 1}}|.spec.zap: field not declared in schema",
        "{spec: {color: 1}}|.spec.color: expected string, got &value.valueUnstructured{Value:1}",
        "{spec: {count: x}}|.spec.count: expected numeric (int or float), got string",
        "{spec: {tags: [a, a]}}|.spec.tags: duplicate entries for key [=\"a\"]",
        "{spec: {tags: x}}|.spec.tags: expected list, got &{x}",
        "{spec: {deep: []}}|.spec.deep: expected map, got &{[]}",
        "{spec: {ports: [{port: 1}]}}|.spec.ports: element 0: associative list with keys has an"
            + " element that omits all key fields [\"name\"] (and doesn't have default values for any"
            + " key fields)",
      })
  void refusesWhatIsNotOfItsType(String applied, String why) {
    assertThatThrownBy(() -> apply(ONE, applied, false))
        .hasMessage("failed to create typed patch object (/; /v1, Kind=Thing): " + why);
  }
}
