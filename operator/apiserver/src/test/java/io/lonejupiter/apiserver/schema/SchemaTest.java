package io.lonejupiter.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  private static final Schema SCHEMA =
      schema(
          """
          type: object
          required: [color]
          properties:
            color: {type: string, enum: [red, blue]}
            replicas: {type: integer, minimum: 0, maximum: 9, default: 1}
            size: {x-kubernetes-int-or-string: true}
            title: {type: string, nullable: true, maxLength: 3}
            when: {type: string, format: date-time}
            tags: {type: array, items: {type: string}, x-kubernetes-list-type: set}
            ports:
              type: array
              x-kubernetes-list-type: map
              x-kubernetes-list-map-keys: [name]
              items:
                type: object
                properties: {name: {type: string}, protocol: {type: string, default: TCP}}
            any: {type: object, x-kubernetes-preserve-unknown-fields: true}
            env: {type: object, additionalProperties: {type: string}}
            choice:
              type: object
              properties: {a: {type: string}, b: {type: string}}
              oneOf: [{required: [a]}, {required: [b]}]
          """);

  private static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Schema schema(String text) {
    return SchemaParser.parse(yaml(text));
  }

  private static List<String> errors(String value) {
    return Validator.validate(SCHEMA, yaml(value)).stream().map(FieldError::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{color: red}| ",
        "{color: pink}|color: Unsupported value: \"pink\": supported values: \"red\", \"blue\"",
        "{}|color: Required value",
        "{color: red, replicas: x}|replicas: Invalid value: \"string\": replicas in body must be of"
            + " type integer: \"string\"",
        "{color: red, replicas: 10}|replicas: Invalid value: 10: replicas in body should be less"
            + " than or equal to 9",
        "{color: red, size: 1.5}|size: Invalid value: \"number\": size in body must be of type"
            + " integer,string: \"number\"",
        "{color: red, size: 10%}| ",
        "{color: red, size: 3}| ",
        "{color: red, title: null}| ",
        "{color: red, title: long}|title: Too long: may not be more than 3 bytes",
        "{color: red, when: no}|when: Invalid value: \"no\": when in body must be of type date-time:"
            + " \"no\"",
        "{color: red, when: '2026-01-01T00:00:00Z'}| ",
        "{color: red, tags: [a, a]}|tags[1]: Duplicate value: \"a\"",
        "{color: red, ports: [{name: a}, {name: a}]}|ports[1]: Duplicate value: {\"name\":\"a\"}",
        "{color: red, env: {A: 1}}|env.A: Invalid value: \"integer\": env.A in body must be of type"
            + " string: \"integer\"",
      })
  void saysWhatIsWrongInTheWordsOfKubernetes(String value, String error) {
    List<String> expected = error == null ? List.of() : List.of(error);
    assertThat(errors(value)).isEqualTo(expected);
  }

  @Test
  void reportsAllErrorsAtOnce() {
    assertThat(errors("{color: pink, replicas: -1, title: long}")).hasSize(3);
  }

  @Test
  void wantsExactlyOneOfOneOf() {
    assertThat(errors("{color: red, choice: {a: x}}")).isEmpty();
    assertThat(errors("{color: red, choice: {a: x, b: y}}")).hasSize(1);
  }

  @Test
  void dropsUnknownFieldsExceptWhereTheyArePreserved() {
    JsonNode value = yaml("{color: red, zz: 1, any: {x: {y: 1}}, ports: [{name: a, bad: 1}]}");
    assertThat(Pruner.prune(SCHEMA, value)).containsExactly("ports[0].bad", "zz");
    assertThat(value).isEqualTo(yaml("{color: red, any: {x: {y: 1}}, ports: [{name: a}]}"));
  }

  @Test
  void fillsDefaultsInItemsToo() {
    JsonNode value = yaml("{color: red, ports: [{name: a}]}");
    Defaulter.apply(SCHEMA, value);
    assertThat(value)
        .isEqualTo(yaml("{color: red, ports: [{name: a, protocol: TCP}], replicas: 1}"));
  }

  @Test
  void replacesNullsThatAreNotAllowedByTheDefault() {
    JsonNode value = yaml("{color: null, replicas: null, title: null}");
    Defaulter.apply(SCHEMA, value);
    assertThat(value).isEqualTo(yaml("{title: null, replicas: 1}"));
  }
}
