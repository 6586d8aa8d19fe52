package io.lonejupiter.agent;

import static org.awaitility.Awaitility.await;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.ConsulRegistrations;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.HttpCheck;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SessionCount;
import io.lonejupiter.model.StepVerification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One host as the leader sees it: assignments are written by hand, reports are read. */
final class Host {
  static final String ADDRESS = "127.0.0.1";
  static final Duration LIMIT = Duration.ofSeconds(30);

  final String name;
  final Path dataDir;
  final ConsulAddress consul;
  final ConsulKeyValues store;
  final ConsulCatalog catalog;
  final ConsulRegistrations registrations;
  private final Keys keys = new Keys("test");

  Host(String name, String consulUrl, Path folder) {
    this.name = name;
    this.dataDir = folder.resolve(name);
    this.consul = ConsulAddress.parse(consulUrl, null);
    var http = new ConsulHttp(consul);
    this.store = new ConsulKeyValues(http);
    this.catalog = new ConsulCatalog(http, "test");
    this.registrations = new ConsulRegistrations(http);
  }

  AgentSettings settings() {
    return AgentSettings.of(name, "test", consul, ADDRESS, dataDir);
  }

  Keys keys() {
    return keys;
  }

  /** An instance named {@code <host>-<suffix>}, so that tests do not meet in Consul. */
  Assignment assignment(String suffix, ResolvedArtifact artifact, Integer port, RunSpec run) {
    var health =
        port == null
            ? null
            : new HealthSpec(new HttpCheck("/", null), null, null, "1s", "1s", null, null);
    return new Assignment(
        Assignment.SCHEMA,
        "shop",
        name + "-" + suffix,
        name,
        "web",
        "r1",
        artifact,
        run,
        health,
        null,
        null,
        null,
        ADDRESS,
        port == null ? List.of() : List.of(new AllocatedPort("http", port)),
        null,
        Desired.RUNNING,
        null,
        null);
  }

  static RunSpec run(List<String> command, List<String> args, String grace) {
    return new RunSpec(command, args, null, null, null, grace);
  }

  static RunSpec sampleServer() {
    return run(null, List.of("$(HOST)", "$(PORT)"), "5s");
  }

  static Assignment desired(Assignment a, Desired desired) {
    return changed(a, desired, null, a.verification(), a.stepVerification(), null, null);
  }

  static Assignment told(Assignment a, RemoteVerdict verdict) {
    return changed(a, a.desired(), null, a.verification(), a.stepVerification(), verdict, null);
  }

  static Assignment draining(Assignment a, SessionCount sessionCount) {
    return changed(
        a, Desired.DRAINING, sessionCount, a.verification(), a.stepVerification(), null, null);
  }

  static Assignment verified(Assignment a, ResolvedVerification gate) {
    return changed(a, a.desired(), null, gate, a.stepVerification(), null, null);
  }

  static Assignment tried(Assignment a, StepVerification step) {
    return changed(a, a.desired(), null, a.verification(), step, null, null);
  }

  static Assignment measured(Assignment a) {
    return changed(a, a.desired(), null, a.verification(), a.stepVerification(), null, true);
  }

  private static Assignment changed(
      Assignment a,
      Desired desired,
      SessionCount sessionCount,
      ResolvedVerification gate,
      StepVerification step,
      RemoteVerdict verdict,
      Boolean measured) {
    return new Assignment(
        1,
        a.namespace(),
        a.name(),
        a.app(),
        a.map(),
        a.revision(),
        a.artifact(),
        a.run(),
        a.health(),
        gate,
        step,
        verdict,
        a.address(),
        a.ports(),
        a.role(),
        desired,
        sessionCount,
        measured);
  }

  void assign(Assignment assignment) {
    var key = keys.assignment(name, assignment.instanceId());
    store.commit(List.of(new Put(key, Documents.write(assignment))));
  }

  void unassign(Assignment assignment) {
    store.commit(List.of(new Delete(keys.assignment(name, assignment.instanceId()))));
  }

  Optional<InstanceReport> report(Assignment assignment) {
    return store
        .get(keys.hostReport(name))
        .map(entry -> Documents.read(entry.key(), entry.value(), HostReport.class))
        .map(report -> report.instances().get(assignment.instanceId()));
  }

  InstanceReport awaitReport(Assignment assignment, Predicate<InstanceReport> wanted) {
    return await("report of " + assignment.name())
        .atMost(LIMIT)
        .until(() -> report(assignment), report -> report.filter(wanted).isPresent())
        .orElseThrow();
  }

  InstanceReport awaitPhase(Assignment assignment, Phase phase) {
    return awaitReport(assignment, report -> report.phase() == phase);
  }

  Optional<ServiceInstance> inCatalog(Assignment assignment) throws InterruptedException {
    return catalog.instances(assignment.app(), 0, Duration.ofSeconds(1)).value().stream()
        .filter(instance -> instance.id().equals(assignment.instanceId()))
        .findFirst();
  }

  ServiceInstance awaitGreen(Assignment assignment) {
    return await("green " + assignment.name())
        .atMost(LIMIT)
        .until(
            () -> inCatalog(assignment),
            found -> found.filter(ServiceInstance::passing).isPresent())
        .orElseThrow();
  }

  static void awaitEnd(int pid) {
    await("end of " + pid)
        .atMost(LIMIT)
        .until(() -> io.lonejupiter.agent.process.ProcessTable.stat(pid).isEmpty());
  }
}
