package io.lonejupiter.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleCheckTest {
  private static List<String> errors(String schema) {
    try {
      JsonNode parsed = Json.parseYaml(schema.getBytes(StandardCharsets.UTF_8));
      return RuleCheck.check(parsed, "schema", List.of()).stream()
          .map(FieldError::toString)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> rule(String rule) {
    return errors(
        "{type: object, x-kubernetes-validations: [{rule: \""
            + rule
            + "\"}], properties: {a: {type: integer}, xs: {type: array, items: {type: string}}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "self.nope == 1|compilation failed: ERROR: <input>:1:5: undefined field 'nope'",
        "self.a == 'x'|found no matching overload for '_==_' applied to '(int, string)'",
        "self.a +|<input>:1:9: Syntax error: mismatched input '<EOF>' expecting",
        "self.a|cel expression must evaluate to a bool",
        "[1, 'a'].size() > 1|<input>:1:5: expected type 'int' but found 'string'",
        "int('x') == 1|program instantiation failed: type conversion error from 'string' to 'int'",
        "self.xs.all(x, self.xs.all(y, x == y))|estimated rule cost exceeds budget by factor of"
            + " more than 100x",
      })
  void refusesWhatDoesNotCompileOrMayCostTooMuch(String rule, String words) {
    assertThat(rule(rule)).isNotEmpty().first().asString().contains(words);
  }

  @Test
  void saysWhichRulesMakeTheWholeTooExpensive() {
    assertThat(rule("self.xs.all(x, self.xs.all(y, x == y))"))
        .extracting(error -> error.substring(0, error.indexOf(": ")))
        .containsExactly(
            "schema.x-kubernetes-validations[0].rule",
            "schema.x-kubernetes-validations[0].rule",
            "schema");
  }

  @Test
  void letsRulesLookBackOnlyWhereItemsCanBeToldApart() {
    String list =
        "{type: object, properties: {l: {type: array, maxItems: 2, %s items: {type: object,"
            + " x-kubernetes-validations: [{rule: self == oldSelf}], properties: {n: {type: string,"
            + " maxLength: 3}}}}}}";
    assertThat(errors(list.formatted("")))
        .containsExactly(
            "schema.properties[l].items.x-kubernetes-validations[0].rule: Invalid value: \"self =="
                + " oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema"
                + " within schema.properties[l]");
    String keyed = "x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [n],";
    assertThat(errors(list.formatted(keyed))).isEmpty();
  }

  @Test
  void doesNotLookAtRulesOfASchemaThatIsWrongInItself() throws IOException {
    JsonNode schema =
        Json.parseYaml(
            "{type: object, x-kubernetes-validations: [{rule: self.nope}]}"
                .getBytes(StandardCharsets.UTF_8));
    FieldError known = FieldError.required("schema.type", "");
    assertThat(RuleCheck.check(schema, "schema", List.of(known))).isEmpty();
  }
}
