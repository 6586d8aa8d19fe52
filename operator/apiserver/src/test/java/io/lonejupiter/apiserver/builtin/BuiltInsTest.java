package io.lonejupiter.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the oldest reference does not know yet; the rest is compared with it. */
class BuiltInsTest {
  private static final Registry REGISTRY = Registry.of(List.of());
  private static final String EVENT =
      "metadata: {name: e, namespace: default}, regarding: {kind: Widget, namespace: default, name:"
          + " w}, eventTime: '2030-01-01T00:00:00.000000Z', reportingController: my.test/c,"
          + " reportingInstance: i, action: A, reason: R, type: Normal, note: told";

  private static ObjectNode object(String group, String kind, String yaml) {
    try {
      String version = group.isEmpty() ? "v1" : group + "/v1";
      ObjectNode body =
          (ObjectNode) Json.parseYaml(("{" + yaml + "}").getBytes(StandardCharsets.UTF_8));
      return TypedJson.read(body, version, kind).object();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ResourceType type(String group, String plural) {
    return REGISTRY.find(group, "v1", plural).orElseThrow();
  }

  private static List<String> texts(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).toList();
  }

  private static List<String> eventChange(String from, String to) {
    return texts(
        BuiltIns.update(
            type("events.k8s.io", "events"),
            object("events.k8s.io", "Event", EVENT + from),
            object("events.k8s.io", "Event", EVENT + to),
            ""));
  }

  @Test
  void aNewEventChangesInItsSeriesOnly() {
    String series = ", series: {count: 2, lastObservedTime: '2030-01-01T00:00:01.000000Z'}";
    assertThat(eventChange("", series)).isEmpty();
    assertThat(eventChange("", ", series: {count: 1}"))
        .containsExactly(
            "series.count: Invalid value: \"\": should be at least 2",
            "series.lastObservedTime: Required value");
    assertThat(eventChange("", ", deprecatedCount: 3"))
        .containsExactly("count: Invalid value: 3: field is immutable");
    assertThat(eventChange(", related: {name: x}", ""))
        .containsExactly("related: Invalid value: null: field is immutable");
  }

  @Test
  void aCoreEventWithATimeNamesItsReporterAsTheCoreGroupDoes() {
    ObjectNode event =
        object(
            "",
            "Event",
            "metadata: {name: e, namespace: default}, involvedObject: {namespace: default},"
                + " eventTime: '2030-01-01T00:00:00.000000Z', reportingInstance: i, action: A,"
                + " reason: R");
    assertThat(texts(BuiltIns.create(type("", "events"), event)).get(0))
        .isEqualTo("reportingComponent: Required value");
  }

  @Test
  void aLeaseCountsItsHolders() {
    ObjectNode lease =
        object(
            "coordination.k8s.io",
            "Lease",
            "metadata: {name: l, namespace: default}, spec: {leaseTransitions: -1}");
    assertThat(texts(BuiltIns.create(type("coordination.k8s.io", "leases"), lease)))
        .containsExactly(
            "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0");
  }

  @Test
  void aSecretMayLackAnythingButWhatItsTypeAsksFor() {
    ObjectNode secret =
        object(
            "",
            "Secret",
            "metadata: {name: s, namespace: default}, type: kubernetes.io/basic-auth");
    assertThat(texts(BuiltIns.create(type("", "secrets"), secret)))
        .containsExactly("data[username]: Required value", "data[password]: Required value");
  }

  @Test
  void aConfigMapHoldsAMebibyteAndNoMore() {
    ResourceType maps = type("", "configmaps");
    String most = "x".repeat(DataKeys.MAX_BYTES);
    String head = "metadata: {name: c, namespace: default}, ";
    assertThat(BuiltIns.create(maps, object("", "ConfigMap", head + "data: {a: " + most + "}")))
        .isEmpty();
    assertThat(
            texts(
                BuiltIns.create(
                    maps,
                    object(
                        "", "ConfigMap", head + "data: {a: " + most + "}, binaryData: {b: YQ==}"))))
        .containsExactly("[]: Too long: may not be more than 1048576 bytes");
  }

  @Test
  void whatIsStoredOfAnEventComesBackInBothGroups() {
    ObjectNode event = object("events.k8s.io", "Event", EVENT);
    ResourceType type = type("events.k8s.io", "events");
    ObjectNode stored = type.conversion().toStored(event);
    assertThat(stored.path("involvedObject")).isEqualTo(event.path("regarding"));
    assertThat(type.conversion().toServed(stored)).isEqualTo(event);
    ObjectNode bare = object("", "Event", "metadata: {name: e}, message: m, count: 2");
    ObjectNode served = type.conversion().toServed(bare);
    assertThat(served.has("reportingController")).isFalse();
    assertThat(type.conversion().toStored(served)).isEqualTo(bare);
  }
}
