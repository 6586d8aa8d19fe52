package io.lonejupiter.apiserver.background;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLifeTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata: {creationTimestamp: '2030-01-01T11:00:00Z'} | false",
        "metadata: {creationTimestamp: '2030-01-01T10:59:59Z'} | true",
        "metadata: {creationTimestamp: '2030-01-01T10:00:00Z', managedFields: [{time:"
            + " '2030-01-01T11:30:00Z'}]} | false",
        "metadata: {creationTimestamp: '2030-01-01T10:00:00Z'}, lastTimestamp:"
            + " '2030-01-01T11:30:00Z' | false",
        "metadata: {creationTimestamp: '2030-01-01T10:00:00Z'}, series: {lastObservedTime:"
            + " '2030-01-01T11:30:00.000001Z'} | false",
        "metadata: {creationTimestamp: '2030-01-01T11:30:00Z'}, lastTimestamp:"
            + " '2020-01-01T00:00:00Z' | false",
        "metadata: {creationTimestamp: '2030-01-01T10:00:00Z'}, lastTimestamp:"
            + " '2040-01-01T00:00:00Z' | true",
        "metadata: {creationTimestamp: '2030-01-01T10:00:00Z'}, lastTimestamp: null | true",
        "metadata: {} | true"
      })
  void anEventIsKeptForAnHourAfterItWasLastWritten(String event, boolean over) throws IOException {
    JsonNode yaml = Json.parseYaml(("{" + event + "}").getBytes(StandardCharsets.UTF_8));
    assertThat(EventLife.isOver(yaml, NOW)).isEqualTo(over);
  }
}
