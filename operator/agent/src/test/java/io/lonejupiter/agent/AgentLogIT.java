package io.lonejupiter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.LogEndpoint;
import io.lonejupiter.model.Phase;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance writes can be read from far away, whoever died meanwhile. */
@Tag("thorough")
class AgentLogIT {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private ConsulServer consul;
  private Host host;
  private Assignment talker;
  private Process agent;

  @BeforeEach
  void startInstance() throws Exception {
    consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"));
    host = new Host("host-1", consul.url(), folder);
    agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
    var script =
        Artifacts.script(
            folder, "talker.sh", "i=0\nwhile sleep 0.1; do i=$((i+1)); echo $$ $i; done\n");
    talker = host.assignment("1", script, null, null);
    host.assign(talker);
    host.awaitPhase(talker, Phase.RUNNING);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (!agent.isAlive()) {
      agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
    }
    host.unassign(talker);
    await().atMost(Host.LIMIT).until(() -> host.report(talker).isEmpty());
    agent.destroy();
    agent.waitFor();
    consul.close();
  }

  private LogEndpoint endpoint() {
    var entry = host.store.get(host.keys().hostInfo(host.name)).orElseThrow();
    return Documents.read(entry.key(), entry.value(), HostInfo.class).logs();
  }

  private LogEndpoint awaitNewEndpoint(LogEndpoint old) {
    return await()
        .atMost(Host.LIMIT)
        .ignoreExceptions()
        .until(this::endpoint, now -> !Objects.equals(now, old));
  }

  /** The lines, without stamps and marks. */
  private List<String> log(LogEndpoint from, String query) throws Exception {
    var uri =
        "http://%s:%d/logs/%s%s".formatted(from.address(), from.port(), talker.instanceId(), query);
    var request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Authorization", "Bearer " + from.token())
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(line -> line.contains(" F "))
        .map(line -> line.substring(line.indexOf(" F ") + 3))
        .toList();
  }

  @Test
  void nothingIsLostWhileTheAgentIsDead() throws Exception {
    var before = endpoint();
    var pid = host.report(talker).orElseThrow().pid();
    await().atMost(Host.LIMIT).until(() -> log(before, "").size() > 3);
    agent.destroyForcibly().waitFor();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> log(before, ""));

    agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
    var after = awaitNewEndpoint(before);

    assertThat(after.token()).isNotEqualTo(before.token());
    await().atMost(Host.LIMIT).until(() -> log(after, "").size() > 20);
    var lines = log(after, "");
    for (var i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).isEqualTo(pid + " " + (i + 1));
    }
    assertThat(log(after, "?tail=2")).hasSize(2);
  }

  @Test
  void theLogAndTheExitOfTheProcessBeforeAreKept() throws Exception {
    var from = endpoint();
    var first = host.report(talker).orElseThrow();
    assertThat(first.lastExit()).isNull();
    await().atMost(Host.LIMIT).until(() -> log(from, "").size() > 3);
    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
    var second = host.awaitReport(talker, r -> r.pid() != null && !r.pid().equals(first.pid()));

    assertThat(second.lastExit().exitCode()).isEqualTo(137);
    assertThat(second.lastExit().startedAt()).isEqualTo(first.startedAt());
    assertThat(log(from, "?previous"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith(first.pid() + " "));
    await().atMost(Host.LIMIT).until(() -> !log(from, "").isEmpty());
    assertThat(log(from, "")).allMatch(line -> line.startsWith(second.pid() + " "));
  }
}
