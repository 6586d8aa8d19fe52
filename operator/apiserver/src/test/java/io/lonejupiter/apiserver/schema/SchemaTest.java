package io.lonejupiter.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
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
    JsonNode object = yaml(value);
    return Stream.concat(
            Validator.validate(SCHEMA, object).stream(), ListKeys.check(SCHEMA, object).stream())
        .map(FieldError::toString)
        .toList();
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
        "{color: red, when: nope}|when: Invalid value: \"nope\": when in body must be of type date-time:"
            + " \"nope\"",
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
    assertThat(errors("{color: red, choice: {a: x, b: 'y'}}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": \"choice\" must validate one and only one schema (oneOf)."
                + " Found 2 valid alternatives");
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
    Pruner.dropNulls(SCHEMA, value);
    Defaulter.apply(SCHEMA, value);
    assertThat(value).isEqualTo(yaml("{title: null, replicas: 1}"));
  }

  @Test
  void forgivesWhatWasWrongBeforeAndHasNotChanged() {
    JsonNode before = yaml("{color: pink, replicas: 99, ports: [{name: 1}, {name: 2}]}");
    assertThat(Validator.update(SCHEMA, before, yaml("{color: pink, replicas: 98}"), ""))
        .extracting(FieldError::path)
        .containsExactly("replicas");
    assertThat(Validator.update(SCHEMA, before, yaml("{color: pink, title: long}"), ""))
        .extracting(FieldError::path)
        .containsExactly("title");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date-time|2026-01-01T00:00:00Z|2026-01-01",
        "date|2026-02-28|2026-02-30",
        "duration|1h30m|soon",
        "duration|3 days|3 moons",
        "email|a@b.c|a",
        "ipv4|127.0.0.1|127.0.0.256",
        "ipv6|fe80::1|fe80:::1",
        "cidr|10.0.0.0/8|10.0.0.0/33",
        "mac|01:23:45:67:89:ab|01:23:45",
        "uuid|c0ffee00-0000-4000-8000-000000000000|c0ffee",
        "uuid4|c0ffee00-0000-4000-8000-000000000000|c0ffee00-0000-1000-8000-000000000000",
        "uri|http://a/b|a b",
        "hostname|a.example.com|-a",
        "byte|YQ==|Y",
        "hexcolor|#ffffff|#ggg",
        "password|x|",
      })
  void knowsTheFormats(String format, String good, String bad) {
    assertThat(Formats.accepts(format, good)).isTrue();
    assertThat(bad != null && Formats.accepts(format, bad)).isFalse();
  }
}
