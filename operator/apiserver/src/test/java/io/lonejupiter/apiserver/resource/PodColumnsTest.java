package io.lonejupiter.apiserver.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  private static List<String> row(String metadata, String status) throws IOException {
    var yaml =
        """
        metadata: {name: a, creationTimestamp: "2026-01-01T00:00:00Z"%s}
        spec: {containers: [{name: main}]}
        status: {%s}
        """
            .formatted(metadata, status);
    JsonNode pod = Json.parseYaml(yaml.getBytes(StandardCharsets.UTF_8));
    var cells = new ArrayList<String>();
    PodColumns.ALL.forEach(column -> cells.add(column.cell().of(pod, NOW).asText()));
    return cells;
  }

  private static String containers(String status) {
    return "phase: Running, containerStatuses: [{" + status + "}]";
  }

  @Test
  void aPodThatRuns() throws IOException {
    var status =
        "podIP: 10.0.0.1, " + containers("ready: true, restartCount: 0, state: {running: {}}");
    assertThat(row("", status))
        .containsExactly(
            "a", "1/1", "Running", "0", "10m", "10.0.0.1", "<none>", "<none>", "<none>");
  }

  @Test
  void restartsSayWhenTheLastOneWas() throws IOException {
    var status =
        containers(
            "restartCount: 3, lastState: {terminated: {finishedAt: \"2026-01-01T00:09:30Z\"}}");
    assertThat(row("", status).get(3)).isEqualTo("3 (30s ago)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | state: {running: {}}                             | Running",
        "''       | state: {waiting: {reason: CrashLoopBackOff}}     | CrashLoopBackOff",
        "''       | state: {terminated: {reason: Completed}}         | Completed",
        "''       | state: {terminated: {exitCode: 3}}               | ExitCode:3",
        "deleted  | state: {running: {}}                             | Terminating",
        "deleted  | state: {waiting: {reason: ContainerCreating}}    | Terminating"
      })
  void theStatusIsWhatTheContainerDoes(String deleted, String state, String word)
      throws IOException {
    var metadata = deleted.isEmpty() ? "" : ", deletionTimestamp: \"2026-01-01T00:09:00Z\"";
    assertThat(row(metadata, containers(state)).get(2)).isEqualTo(word);
  }

  @Test
  void aPodSaysItselfWhatIsSpecialAboutIt() throws IOException {
    assertThat(row("", "phase: Unknown, reason: NodeLost").get(2)).isEqualTo("NodeLost");
    assertThat(
            row(", deletionTimestamp: \"2026-01-01T00:09:00Z\"", "phase: Unknown, reason: NodeLost")
                .get(2))
        .isEqualTo("Unknown");
    assertThat(row("", "phase: Pending").get(2)).isEqualTo("Pending");
  }
}
