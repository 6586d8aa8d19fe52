package io.lonejupiter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.process.ProcessTable;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.model.OtherHost;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.StepVerification;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance on one host, verified by the agent of another; the test is the leader. */
@Tag("thorough")
class VerificationElsewhereIT {
  @TempDir static Path folder;
  private static ConsulServer consul;

  private Host host;
  private Host other;
  private Agent agent;
  private Agent otherAgent;
  private Assignment web;

  @BeforeAll
  static void startConsul() {
    consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"));
  }

  @AfterAll
  static void stopConsul() {
    consul.close();
  }

  private void start(String name) throws Exception {
    host = new Host(name, consul.url(), folder);
    other = new Host(name + "-other", consul.url(), folder);
    agent = Agent.start(host.settings());
    otherAgent = Agent.start(other.settings());
  }

  @AfterEach
  void leaveNothing() {
    host.unassign(web);
    await().atMost(Host.LIMIT).until(() -> host.report(web).isEmpty());
    agent.close();
    otherAgent.close();
  }

  private void assign(Assignment assignment) {
    web = assignment;
    host.assign(assignment);
  }

  @Test
  void theOtherHostTriesAndWhatItFoundOpensTheGate() throws Exception {
    start("elsewhere");
    var port = Ports.free(Host.ADDRESS);
    var marker = folder.resolve("passes-now");
    var test =
        Artifacts.script(
            folder, "asks.sh", "echo asks $URL of $HOST_NAME\ntest -e " + marker + "\n");
    var gate = gate(test, 100);
    assign(
        Host.verified(
            host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()), gate));
    var asking = host.awaitReport(web, report -> report.awaits() != null);
    var id = RemoteVerification.ofGate(asking.token(), gate);
    assertThat(asking.awaits()).isEqualTo(id);
    assertThat(asking.phase()).isEqualTo(Phase.VERIFYING);

    order(id, gate);
    awaitVerdict(verdict -> verdict.attempt() > 1);
    assertThat(host.inCatalog(web).orElseThrow().passing()).isFalse();
    Files.createFile(marker);
    var passed = awaitVerdict(verdict -> verdict.result() != null);
    assertThat(passed.result().passed()).isTrue();
    assertThat(passed.host()).isEqualTo(other.name);
    assertThat(host.inCatalog(web).orElseThrow().passing()).as("nobody told its agent").isFalse();

    assign(Host.told(web, passed));
    host.awaitGreen(web);
    var running = host.awaitReport(web, report -> report.phase() == Phase.RUNNING);
    assertThat(running.awaits()).isNull();
    assertThat(running.verification().message()).startsWith("by host " + other.name + ": passed");
    assertThat(host.dataDir.resolve("instances/" + web.instanceId() + "/logs/stdout.log"))
        .content()
        .contains("[verification] by host " + other.name + ":")
        .contains("[verification] asks http://" + Host.ADDRESS + ":" + port + " of " + host.name)
        .contains("[verification] failed: exit code 1")
        .endsWith("[verification] passed\n");

    other.store.commit(List.of(new Delete(orderKey())));
    await().atMost(Host.LIMIT).until(() -> verdict().isEmpty());
    await().atMost(Host.LIMIT).until(() -> isEmpty(other.dataDir.resolve("verifications")));

    ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly();
    host.awaitReport(web, r -> r.phase() == Phase.RUNNING && !r.pid().equals(running.pid()));
    host.awaitGreen(web);
  }

  @Test
  void whatItStartsEndsWithTheOrderOrWithTheNextAgentOnItsFolder() throws Exception {
    start("ends");
    var port = Ports.free(Host.ADDRESS);
    var test = Artifacts.script(folder, "hangs.sh", "sleep 1000 & sleep 1000\n");
    var gate = gate(test, 0);
    assign(
        Host.verified(
            host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()), gate));
    var asking = host.awaitReport(web, report -> report.awaits() != null);
    order(asking.awaits(), gate);
    awaitVerdict(verdict -> verdict.attempt() == 1);
    var token = "hosted-" + other.name + "-" + asking.awaits();
    await().atMost(Host.LIMIT).until(() -> !ProcessTable.withToken(token).isEmpty());

    otherAgent.close();
    assertThat(ProcessTable.withToken(token)).isEmpty();
    assertThat(verdict().orElseThrow().result()).as("its end is no verdict").isNull();
    var process = AgentProcess.start(other.name, consul.url(), other.dataDir);
    await("it is tried anew")
        .atMost(Host.LIMIT)
        .until(() -> !ProcessTable.withToken(token).isEmpty());
    process.destroyForcibly().waitFor();
    assertThat(ProcessTable.withToken(token)).as("left by what was killed").isNotEmpty();

    other.store.commit(List.of(new Delete(orderKey())));
    otherAgent = Agent.start(other.settings());
    await().atMost(Host.LIMIT).until(() -> ProcessTable.withToken(token).isEmpty());
    assertThat(isEmpty(other.dataDir.resolve("verifications"))).isTrue();
    order(asking.awaits(), gate);
    await().atMost(Host.LIMIT).until(() -> !ProcessTable.withToken(token).isEmpty());

    other.store.commit(List.of(new Delete(orderKey())));
    await().atMost(Host.LIMIT).until(() -> ProcessTable.withToken(token).isEmpty());
    assertThat(host.report(web).orElseThrow().awaits()).isEqualTo(asking.awaits());
  }

  @Test
  void aStepIsVerifiedFromThereTooByACommandOfTheAppsOwnArtifact() throws Exception {
    start("step");
    var port = Ports.free(Host.ADDRESS);
    assign(host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()));
    host.awaitGreen(web);
    var jar = web.app() + ".jar";
    var command = List.of("sh", "-c", "ls " + jar + "; echo no stock >&2; exit 4");
    var gate = new ResolvedVerification(null, null, command, null, "30s", 0, new OtherHost(null));
    var step = new StepVerification("1/then", gate);
    assign(Host.tried(web, step));
    var asking = host.awaitReport(web, report -> report.awaits() != null);
    assertThat(asking.awaits()).isEqualTo(RemoteVerification.ofStep(asking.token(), step));
    order(asking.awaits(), gate);
    var failed = awaitVerdict(verdict -> verdict.result() != null);
    assertThat(failed.log()).contains("[verification] " + jar, "[verification] no stock");

    assign(Host.told(web, failed));
    var tried = host.awaitReport(web, report -> report.stepVerification() != null);
    assertThat(tried.awaits()).isNull();
    assertThat(tried.stepVerification().id()).isEqualTo("1/then");
    assertThat(tried.stepVerification().result().passed()).isFalse();
    assertThat(tried.stepVerification().result().output()).contains("no stock");
    assertThat(host.inCatalog(web).orElseThrow().passing()).as("its gate stays open").isTrue();
  }

  private static ResolvedVerification gate(ResolvedArtifact test, int retries) {
    return new ResolvedVerification(
        "sample", test, null, null, "30s", retries, new OtherHost(List.of()));
  }

  private String orderKey() {
    return other.keys().verification(other.name, web.instanceId());
  }

  private void order(String id, ResolvedVerification gate) {
    var order = new RemoteVerification(RemoteVerification.SCHEMA, id, host.name, web, gate);
    other.store.commit(List.of(new Put(orderKey(), Documents.write(order))));
  }

  private Optional<RemoteVerdict> verdict() {
    return other
        .store
        .get(other.keys().hostReport(other.name))
        .map(entry -> Documents.read(entry.key(), entry.value(), HostReport.class))
        .map(report -> report.verifications().get(web.instanceId()));
  }

  private RemoteVerdict awaitVerdict(Predicate<RemoteVerdict> wanted) {
    return await("verdict")
        .atMost(Host.LIMIT)
        .until(this::verdict, verdict -> verdict.filter(wanted).isPresent())
        .orElseThrow();
  }

  private static boolean isEmpty(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
