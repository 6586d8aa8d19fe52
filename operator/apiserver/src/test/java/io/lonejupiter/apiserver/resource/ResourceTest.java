package io.lonejupiter.apiserver.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTest {
  private static final JsonNode OBJECT =
      yaml(
          "{metadata: {name: 'n', labels: {app: web, tier: front}, annotations: {a.b/c: x}},"
              + " spec: {color: red, list: [1, 2]},"
              + " status: {conditions: [{type: A, status: 'no'}, {type: Ready, status: 'yes'}]}}");

  private static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web|true",
        "app==web|true",
        "app=db|false",
        "app!=db|true",
        "none!=x|true",
        "app in (web, db)|true",
        "app notin (web)|false",
        "none notin (web)|true",
        "app|true",
        "!app|false",
        "!none|true",
        "app=web,tier in (a,front)|true",
        "app=web,tier=back|false",
        "app=|false",
      })
  void selectsByLabel(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).test(OBJECT)).isEqualTo(matches);
  }

  @Test
  void refusesWhatIsNoSelector() {
    assertThatThrownBy(() -> LabelSelector.parse("a=b=c")).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> FieldSelector.parse("spec.other=1", List.of("spec.color"), true))
        .hasMessage("field label not supported: spec.other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=n|true",
        "metadata.name!=n|false",
        "spec.color=red,metadata.name=n|true",
        "spec.color=blue|false"
      })
  void selectsByField(String selector, boolean matches) {
    assertThat(FieldSelector.parse(selector, List.of("spec.color"), true).test(OBJECT))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".spec.color|red",
        ".metadata.annotations.a\\.b/c|x",
        ".metadata.annotations['a.b/c']|x",
        ".spec.list[1]|2",
        ".spec.list[-1]|2",
        ".spec.list[*]|1",
        ".status.conditions[?(@.type==\"Ready\")].status|yes",
        ".status.conditions[?(@.type!='Ready')].status|no"
      })
  void findsValuesByPath(String path, String value) {
    assertThat(JsonPath.compile(path).first(OBJECT).asText()).isEqualTo(value);
  }

  @Test
  void findsNothingWhereNothingIs() {
    assertThat(JsonPath.compile(".spec.nope.deeper").first(OBJECT)).isNull();
    assertThatThrownBy(() -> JsonPath.compile(".a[?(broken]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "119,119s",
    "120,2m",
    "185,3m5s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "11400,3h10m",
    "28800,8h",
    "172799,47h",
    "172800,2d",
    "180000,2d2h",
    "691200,8d",
    "63072000,2y",
    "63158400,2y1d",
    "252288000,8y",
    "-5,<invalid>"
  })
  void showsAgesLikeKubectl(long seconds, String age) {
    assertThat(Age.of(Duration.ofSeconds(seconds))).isEqualTo(age);
  }

  @Test
  void convertsEventsWithoutLoss() {
    ObjectNode core =
        (ObjectNode)
            yaml(
                "{apiVersion: v1, kind: Event, involvedObject: {name: a}, message: m, count: 2,"
                    + " source: {component: c}, reportingComponent: r, reportingInstance: i, type: Normal}");
    EventConversion conversion = new EventConversion();
    ObjectNode served = conversion.toServed(core);
    assertThat(served.at("/regarding/name").asText()).isEqualTo("a");
    assertThat(served.path("note").asText()).isEqualTo("m");
    assertThat(conversion.toStored(served)).isEqualTo(core);
  }
}
