package io.lonejupiter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.process.ProcessTable;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.model.Phase;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ran keeps running, whoever dies. */
@Tag("thorough")
class AgentDeathIT {
  @TempDir Path folder;
  private ConsulServer consul;
  private Host host;
  private Assignment web;
  private Process agent;

  @BeforeEach
  void startInstance() throws Exception {
    consul =
        ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"));
    host = new Host("host-1", consul.url(), folder);
    agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
    var port = Ports.free(Host.ADDRESS);
    web = host.assignment("1", Artifacts.jar(folder), port, Host.sampleServer());
    host.assign(web);
    host.awaitGreen(web);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (!agent.isAlive()) {
      agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
    }
    host.unassign(web);
    await().atMost(Host.LIMIT).until(() -> host.report(web).isEmpty());
    agent.destroy();
    agent.waitFor();
    consul.close();
  }

  private void restartAgent() throws Exception {
    agent = AgentProcess.start(host.name, consul.url(), host.dataDir);
  }

  /** Proves that the agent works by giving it something else to do. */
  private void awaitWorkingAgent() throws Exception {
    var script = Artifacts.script(folder, "once.sh", "exec sleep 1000\n");
    var job = host.assignment("2", script, null, null);
    host.assign(job);
    host.awaitPhase(job, Phase.RUNNING);
    host.unassign(job);
    await().atMost(Host.LIMIT).until(() -> host.report(job).isEmpty());
  }

  @Test
  void takesOverWhatRunsAfterTheAgentWasKilled() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);
    agent.destroyForcibly().waitFor();
    assertThat(ProcessTable.stat(before.pid())).isPresent();

    restartAgent();
    awaitWorkingAgent();

    assertThat(host.report(web)).contains(before);
    assertThat(ProcessTable.withToken(before.token())).hasSize(1);
    assertThat(host.inCatalog(web).orElseThrow().passing()).isTrue();

    // Taken over means that its end is seen, too.
    ProcessHandle.of(before.pid()).orElseThrow().destroyForcibly();
    var after =
        host.awaitReport(web, r -> r.phase() == Phase.RUNNING && !before.token().equals(r.token()));
    assertThat(after.restarts()).isEqualTo(1);
  }

  @Test
  void leavesInstancesRunningWhenItIsAskedToEnd() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);

    agent.destroy();
    agent.waitFor();

    assertThat(ProcessTable.stat(before.pid())).isPresent();
    assertThat(host.inCatalog(web).orElseThrow().passing()).isTrue();
  }

  @Test
  void removesWhatWasUnassignedWhileItWasAway() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);
    agent.destroyForcibly().waitFor();
    host.unassign(web);

    restartAgent();

    await().atMost(Host.LIMIT).until(() -> host.report(web).isEmpty());
    assertThat(ProcessTable.stat(before.pid())).isEmpty();
    assertThat(host.registrations.local()).doesNotContainKey(web.instanceId());
  }

  @Test
  void goesOnWhenConsulRestarts() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);

    consul.stop();
    assertThat(ProcessTable.stat(before.pid())).isPresent();
    consul.restart();

    assertThat(host.awaitGreen(web).token()).isEqualTo(before.token());
    awaitWorkingAgent();
    assertThat(host.report(web)).contains(before);
  }

  @Test
  void startsWithTheLastAssignmentsWhenConsulIsAway() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);
    agent.destroyForcibly().waitFor();
    consul.stop();
    ProcessHandle.of(before.pid()).orElseThrow().destroyForcibly();
    Host.awaitEnd(before.pid());

    restartAgent();
    await().atMost(Host.LIMIT).until(() -> !Ports.isFree(Host.ADDRESS, web.ports().get(0).port()));

    consul.restart();
    // Consul brings the old registration back until the agent has replaced it.
    await().atMost(Host.LIMIT).until(() -> !host.awaitGreen(web).token().equals(before.token()));
    assertThat(host.awaitPhase(web, Phase.RUNNING).restarts()).isEqualTo(1);
  }

  @Test
  void goesOnWhenConsulHasLostItsData() throws Exception {
    var before = host.awaitPhase(web, Phase.RUNNING);
    var prefix = new Keys("test").assignments(host.name);

    host.store.commit(
        List.of(
            new Delete(prefix + Keys.SENTINEL),
            new Delete(prefix + web.instanceId()),
            new Delete(new Keys("test").hostReport(host.name))));
    host.registrations.deregister(web.instanceId());
    consul.stop();
    consul.restart();

    assertThat(host.awaitGreen(web).token()).isEqualTo(before.token());
    host.awaitReport(web, before::equals);
    host.assign(web);
    awaitWorkingAgent();
    assertThat(host.report(web)).contains(before);
  }
}
