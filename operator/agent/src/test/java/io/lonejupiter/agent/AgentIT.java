package io.lonejupiter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.process.ProcessTable;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.EnvVar;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.HttpProbe;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SessionCount;
import io.lonejupiter.model.StepVerification;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with a real Consul and real processes. */
class AgentIT {
  @TempDir static Path folder;
  private static ConsulServer consul;

  private final List<Assignment> assigned = new ArrayList<>();
  private Host host;
  private Agent agent;

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
    agent = Agent.start(host.settings());
  }

  private Assignment assign(Assignment assignment) {
    assigned.removeIf(known -> known.instanceId().equals(assignment.instanceId()));
    assigned.add(assignment);
    host.assign(assignment);
    return assignment;
  }

  @AfterEach
  void leaveNothing() {
    for (var assignment : assigned) {
      host.unassign(assignment);
    }
    for (var assignment : assigned) {
      await().atMost(Host.LIMIT).until(() -> host.report(assignment).isEmpty());
    }
    agent.close();
  }

  @Test
  void startsAssignedInstanceAndTurnsGreen() throws Exception {
    start("starts");
    var port = Ports.free(Host.ADDRESS);
    var web = assign(host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()));

    var green = host.awaitGreen(web);
    var report = host.awaitPhase(web, Phase.RUNNING);

    assertThat(report.token()).isEqualTo(green.token());
    assertThat(report.assignmentHash()).isEqualTo(Documents.hash(web));
    assertThat(ProcessTable.token(report.pid())).contains(report.token());
    assertThat(green.port()).isEqualTo(port);
    assertThat(green.version()).isEqualTo("1.0.0+b1");
    var info = host.store.get(host.keys().hostInfo(host.name)).orElseThrow();
    var read = Documents.read(info.key(), info.value(), HostInfo.class);
    assertThat(read.consulNode()).isEqualTo("test-node");
    assertThat(read.tags()).contains("os=linux");
    assertThat(info.session()).isNotBlank();
  }

  @Test
  void restartsKilledInstanceAsNewProcessThatIsRegisteredAnew() throws Exception {
    start("restarts");
    var port = Ports.free(Host.ADDRESS);
    var web = assign(host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()));
    var first = host.awaitPhase(web, Phase.RUNNING);
    host.awaitGreen(web);

    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

    var second =
        host.awaitReport(web, r -> r.phase() == Phase.RUNNING && !first.token().equals(r.token()));
    assertThat(second.restarts()).isEqualTo(1);
    assertThat(second.pid()).isNotEqualTo(first.pid());
    await().atMost(Host.LIMIT).until(() -> host.awaitGreen(web).token().equals(second.token()));
  }

  @Test
  void removesEverythingOfAnInstanceThatIsNoLongerAssigned() throws Exception {
    start("removes");
    var script = Artifacts.zip(folder, "exec sleep 1000\n");
    var run = Host.run(List.of("bin/run"), null, "5s");
    var job = assign(host.assignment("1", script, null, run));
    var report = host.awaitPhase(job, Phase.RUNNING);
    assertThat(host.awaitGreen(job).token()).isEqualTo(report.token());

    host.unassign(job);

    await().atMost(Host.LIMIT).until(() -> host.report(job).isEmpty());
    assertThat(ProcessTable.stat(report.pid())).isEmpty();
    assertThat(host.inCatalog(job)).isEmpty();
    assertThat(host.dataDir.resolve("instances").resolve(job.instanceId())).doesNotExist();
  }

  @Test
  void refusesWrongChecksumAndLetsOthersRun() throws Exception {
    start("checksum");
    var good = Artifacts.script(folder, "sleeper.sh", "exec sleep 1000\n");
    var one = assign(host.assignment("1", good, null, null));
    var running = host.awaitPhase(one, Phase.RUNNING);
    var wrong =
        new ResolvedArtifact("sample", "1", null, "0".repeat(64), good.format(), good.source());

    var two = assign(host.assignment("2", wrong, null, null));

    var failed = host.awaitPhase(two, Phase.FAILED);
    assertThat(failed.reason()).isEqualTo("ChecksumMismatch");
    assertThat(failed.message()).contains("0".repeat(64), good.sha256(), good.source().url());
    assertThat(host.report(one)).contains(running);
  }

  @Test
  void reportsPortThatAStrangerHasAndTakesAnotherAssignmentAtOnce() throws Exception {
    start("ports");
    try (var stranger = new ServerSocket(0, 1, InetAddress.getByName(Host.ADDRESS))) {
      var taken = stranger.getLocalPort();
      var jar = Artifacts.jar(folder);
      var web = assign(host.assignment("1", jar, taken, Host.sampleServer()));
      var failed = host.awaitPhase(web, Phase.FAILED);
      assertThat(failed.reason()).isEqualTo("PortInUse");
      assertThat(failed.message()).contains(String.valueOf(taken));

      var free = Ports.free(Host.ADDRESS);
      var moved = assign(host.assignment("1", jar, free, Host.sampleServer()));

      assertThat(host.awaitGreen(moved).port()).isEqualTo(free);
    }
  }

  @Test
  void aRunningProcessMovesWhenItIsGivenAnotherPort() throws Exception {
    start("moved");
    var jar = Artifacts.jar(folder);
    var web = assign(host.assignment("1", jar, Ports.free(Host.ADDRESS), Host.sampleServer()));
    var before = host.awaitGreen(web);
    var other = Ports.free(Host.ADDRESS);
    var moved = assign(host.assignment("1", jar, other, Host.sampleServer()));
    await().atMost(Host.LIMIT).until(() -> host.awaitGreen(moved).port() == other);
    assertThat(host.awaitGreen(moved).token()).isNotEqualTo(before.token());
  }

  @Test
  void killsGroupThatIgnoresItsStopSignalAfterTheGrace() throws Exception {
    start("stubborn");
    var childPid = folder.resolve("child.pid");
    var script =
        Artifacts.script(
            folder,
            "stubborn.sh",
            "trap '' TERM\nsh -c \"trap '' TERM; echo \\$\\$ > "
                + childPid
                + "; while :; do sleep 1; done\" &\nwhile :; do sleep 1; done\n");
    var job = assign(host.assignment("1", script, null, Host.run(null, null, "1s")));
    var report = host.awaitPhase(job, Phase.RUNNING);
    await().atMost(Host.LIMIT).until(() -> Files.exists(childPid) && Files.size(childPid) > 0);

    assign(Host.desired(job, Desired.STOPPED));

    host.awaitPhase(job, Phase.STOPPED);
    assertThat(ProcessTable.stat(report.pid())).isEmpty();
    assertThat(ProcessTable.stat(Integer.parseInt(Files.readString(childPid).strip()))).isEmpty();
    assertThat(ProcessTable.withToken(report.token())).isEmpty();
    assertThat(host.inCatalog(job)).isEmpty();
    assertThat(host.report(job).orElseThrow().pid()).isNull();
  }

  @Test
  void keepsProcessAndRegistrationWhileItDrains() throws Exception {
    start("drains");
    var script = Artifacts.script(folder, "drainer.sh", "exec sleep 1000\n");
    var job = assign(host.assignment("1", script, null, null));
    var running = host.awaitPhase(job, Phase.RUNNING);

    assign(Host.desired(job, Desired.DRAINING));

    var draining = host.awaitPhase(job, Phase.DRAINING);
    assertThat(draining.pid()).isEqualTo(running.pid());
    assertThat(host.awaitGreen(job).token()).isEqualTo(running.token());
  }

  @Test
  void turnsGreenOnlyWhenItsVerificationHasPassed() throws Exception {
    start("verifies");
    var port = Ports.free(Host.ADDRESS);
    var marker = folder.resolve("verified");
    var test =
        Artifacts.script(
            folder, "passes.sh", "echo asks $URL\ntest -e " + marker + " && test -n \"$PORT\"\n");
    var probe = new HttpProbe("/", 200);
    var gate = new ResolvedVerification("sample", test, null, List.of(probe), "30s", 100, null);
    var web =
        assign(
            Host.verified(
                host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()), gate));

    var verifying =
        host.awaitReport(web, r -> r.phase() == Phase.VERIFYING && "attempt 2".equals(r.message()));
    assertThat(host.inCatalog(web).orElseThrow().passing()).isFalse();
    assertThat(verifying.verification()).isNull();

    Files.createFile(marker);

    host.awaitGreen(web);
    var running = host.awaitPhase(web, Phase.RUNNING);
    assertThat(running.verification().passed()).isTrue();
    assertThat(running.verification().attempts()).isGreaterThan(1);
    var log =
        host.dataDir.resolve("instances").resolve(web.instanceId()).resolve("logs/stdout.log");
    assertThat(log)
        .content()
        .contains("[verification] GET /: 200")
        .contains("[verification] asks http://" + Host.ADDRESS + ":" + port)
        .contains("[verification] failed: exit code 1")
        .contains("[verification] passed");

    ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly();

    host.awaitReport(web, r -> r.phase() == Phase.RUNNING && !r.pid().equals(running.pid()));
    host.awaitGreen(web);
    assertThat(log).content().as("what is proven is started again without").endsWith("passed\n");

    consul.restart();

    host.awaitGreen(web);
  }

  @Test
  void staysClosedForGoodWhenItsVerificationFailsAndSaysWhatItWrote() throws Exception {
    start("fails");
    var port = Ports.free(Host.ADDRESS);
    var test =
        Artifacts.script(folder, "fails.sh", "sleep 1000 &\necho cart is empty >&2\nexit 7\n");
    var gate = new ResolvedVerification("sample", test, null, null, "30s", 0, null);
    var web =
        assign(
            Host.verified(
                host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()), gate));

    var failed = host.awaitPhase(web, Phase.FAILED);

    assertThat(failed.reason()).isEqualTo("VerificationFailed");
    assertThat(failed.message()).contains("failed after", "attempt 1 of 1: exit code 7");
    assertThat(failed.verification().passed()).isFalse();
    assertThat(failed.verification().output()).contains("cart is empty");
    assertThat(failed.pid()).as("it goes on to be looked at").isNotNull();
    assertThat(host.inCatalog(web).orElseThrow().passing()).isFalse();
    assertThat(ProcessTable.withToken("verification-" + failed.token())).isEmpty();

    agent.close();
    agent = Agent.start(host.settings());
    var after = host.awaitReport(web, r -> r.phase() == Phase.FAILED);
    assertThat(after.verification()).as("not tried again").isEqualTo(failed.verification());

    var probe =
        new ResolvedVerification(
            null, null, null, List.of(new HttpProbe("/", 200)), "30s", 0, null);
    assign(Host.verified(web, probe));
    host.awaitGreen(web);
  }

  @Test
  void triesAnInstanceOnceMoreWhileItServesAndLeavesItsGateOpen() throws Exception {
    start("tries");
    var port = Ports.free(Host.ADDRESS);
    var web = assign(host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()));
    host.awaitGreen(web);
    var probe = List.of(new HttpProbe("/", 200));
    var passes = new ResolvedVerification(null, null, null, probe, "30s", 0, null);
    assign(Host.tried(web, new StepVerification("1/then", passes)));
    var passed = host.awaitReport(web, r -> r.stepVerification() != null);
    assertThat(passed.stepVerification().id()).isEqualTo("1/then");
    assertThat(passed.stepVerification().result().passed()).isTrue();

    var test = Artifacts.script(folder, "fails.sh", "sleep 1000 &\necho no stock >&2\nexit 4\n");
    var fails = new ResolvedVerification("sample", test, null, null, "30s", 0, null);
    assign(Host.tried(web, new StepVerification("2/then", fails)));
    var failed =
        host.awaitReport(
            web, r -> r.stepVerification() != null && r.stepVerification().id().equals("2/then"));
    assertThat(failed.stepVerification().result().passed()).isFalse();
    assertThat(failed.stepVerification().result().output()).contains("no stock");
    assertThat(failed.phase()).isEqualTo(Phase.RUNNING);
    assertThat(failed.pid()).isEqualTo(passed.pid());
    assertThat(host.inCatalog(web).orElseThrow().passing()).as("its gate stays open").isTrue();
    assertThat(ProcessTable.withToken("trial-" + failed.token())).isEmpty();

    assign(Host.tried(web, null));
    host.awaitReport(web, r -> r.stepVerification() == null);
  }

  @Test
  void asksAnAppThatDrainsForItsSessions() throws Exception {
    start("counts");
    var port = Ports.free(Host.ADDRESS);
    var run =
        new RunSpec(
            null,
            List.of("$(HOST)", "$(PORT)"),
            List.of(new EnvVar("GREETING", "{\"sessions\": 3}")),
            null,
            null,
            "5s");
    var web = assign(host.assignment("1", Artifacts.jar(folder), port, run));
    host.awaitGreen(web);
    assertThat(host.report(web).orElseThrow().sessions()).isNull();

    assign(Host.draining(web, new SessionCount("/sessions", null)));

    host.awaitReport(
        web, r -> r.phase() == Phase.DRAINING && Integer.valueOf(3).equals(r.sessions()));
  }

  @Test
  void saysWhatAnAppAnswersInsteadOfANumber() throws Exception {
    start("counts-not");
    var port = Ports.free(Host.ADDRESS);
    var web = assign(host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer()));
    host.awaitGreen(web);

    assign(Host.draining(web, new SessionCount("/sessions", null)));

    var report = host.awaitReport(web, r -> r.message() != null && r.phase() == Phase.DRAINING);
    assertThat(report.sessions()).isNull();
    assertThat(report.message()).contains("/sessions", "'hello' is neither a number nor JSON");
  }

  @Test
  void callsItCrashLoopWithExitCodeAndLastErrors() throws Exception {
    start("crashes");
    var script = Artifacts.script(folder, "crasher.sh", "echo no database >&2\nexit 3\n");
    var job = assign(host.assignment("1", script, null, null));

    var failed = host.awaitReport(job, r -> "CrashLoop".equals(r.reason()));

    assertThat(failed.message()).contains("exit code 3", "no database");
    assertThat(failed.restarts()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void goesOnWithWhatRunsWhenItsAssignmentCannotBeRead() throws Exception {
    start("unreadable");
    var script = Artifacts.script(folder, "reader.sh", "exec sleep 1000\n");
    var job = assign(host.assignment("1", script, null, null));
    var running = host.awaitPhase(job, Phase.RUNNING);
    var key = host.keys().assignment(host.name, job.instanceId());

    host.store.commit(List.of(new Put(key, "{".getBytes(StandardCharsets.UTF_8))));

    var report = host.awaitReport(job, r -> "UnreadableAssignment".equals(r.reason()));
    assertThat(report.phase()).isEqualTo(Phase.RUNNING);
    assertThat(report.pid()).isEqualTo(running.pid());
  }

  @Test
  void saysWhatAnInstanceAndItsChildrenUse() throws Exception {
    start("usage");
    // Half of the work is a child's, and half of that the work of children that have ended.
    var script =
        Artifacts.script(
            folder,
            "busy.sh",
            "(while :; do timeout 0.1 sh -c 'while :; do :; done'; done) &\n"
                + "exec sh -c 'while :; do :; done'\n");
    var job = assign(host.assignment("1", script, null, null));
    var running = host.awaitPhase(job, Phase.RUNNING);
    assertThat(running.usage()).as("nobody has asked").isNull();
    var measured = Host.measured(job);
    host.assign(measured);
    var report = host.awaitReport(measured, r -> r.usage() != null);
    assertThat(report.pid()).isEqualTo(running.pid());
    // Both want a whole core; how much of it they get is the machine's business.
    assertThat(report.usage().cpuMillis()).isBetween(200, 2_500);
    assertThat(report.usage().memoryBytes()).isBetween(1L << 19, 1L << 28);
    host.assign(job);
    host.awaitReport(job, r -> r.usage() == null);
  }

  @Test
  void turnsGreenWhenItsCommandSucceeds() throws Exception {
    start("command");
    var marker = folder.resolve("ready");
    var script = Artifacts.script(folder, "checked.sh", "exec sleep 1000\n");
    var a = host.assignment("1", script, null, null);
    var health =
        new HealthSpec(
            null, null, List.of("test", "-e", marker.toString()), "200ms", "1s", null, null);
    var job =
        assign(
            new Assignment(
                1,
                a.namespace(),
                a.name(),
                a.app(),
                a.map(),
                a.revision(),
                a.artifact(),
                a.run(),
                health,
                null,
                null,
                null,
                a.address(),
                a.ports(),
                a.role(),
                a.desired(),
                null,
                null));
    host.awaitPhase(job, Phase.RUNNING);
    await()
        .atMost(Host.LIMIT)
        .until(() -> host.inCatalog(job).orElseThrow().checkOutput().contains("exit code 1"));

    Files.createFile(marker);

    host.awaitGreen(job);
  }

  @Test
  void refusesFolderOfAnotherAgent() throws Exception {
    start("twice");
    assertThatThrownBy(() -> Agent.start(host.settings()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another agent");
    assertThat(host.dataDir.resolve("lock")).exists();
  }

  @Test
  void startsNothingWhileAnotherAgentHasItsName() throws Exception {
    start("namesake");
    var script = Artifacts.script(folder, "named.sh", "exec sleep 1000\n");
    var one = assign(host.assignment("1", script, null, null));
    host.awaitPhase(one, Phase.RUNNING);
    var otherFolder = folder.resolve("namesake-other");
    var other = AgentSettings.of(host.name, "test", host.consul, Host.ADDRESS, otherFolder);

    try (var second = Agent.start(other)) {
      // Its session is there, so it has asked for the name, or does so now.
      await().atMost(Host.LIMIT).until(() -> Files.exists(otherFolder.resolve("session")));
      var two = assign(host.assignment("2", script, null, null));
      var report = host.awaitPhase(two, Phase.RUNNING);

      assertThat(ProcessTable.withToken(report.token())).hasSize(1);
      assertThat(otherFolder.resolve("instances")).isEmptyDirectory();
    }
  }
}
