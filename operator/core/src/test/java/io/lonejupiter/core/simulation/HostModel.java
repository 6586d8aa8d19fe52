package io.lonejupiter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.PortRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A host: its machine, its agent, its processes, and the Consul agent that watches them. */
final class HostModel {
  /** Few, so that two may want the same one. */
  private static final PortRange PORTS = new PortRange(20_000, 20_011);

  /** A running process. */
  static final class Process {
    final String revision;
    final int port;
    final String token;
    final Instant startedAt;
    boolean healthy;
    boolean verified;

    /** Its own check is green, and what another host says of it is waited for. */
    boolean awaits;

    boolean failed;

    Process(String revision, int port, String token, Instant startedAt) {
      this.startedAt = startedAt;
      this.revision = revision;
      this.port = port;
      this.token = token;
    }
  }

  final String name;
  final String address;
  final Map<String, Process> processes = new TreeMap<>();

  /** Whether its Consul is in touch with the others. */
  boolean connected = true;

  boolean agentRuns = true;

  /** Nothing comes up on it. */
  boolean broken;

  private final Random random;
  private final VerifierModel verifier;
  private Store view = new Store();
  private boolean hasRead;
  private int tokens;

  HostModel(String name, int number, Random random) {
    this.name = name;
    this.address = "127.0.0." + (number + 2);
    this.random = random;
    this.verifier = new VerifierModel(name);
  }

  HostInfo info() {
    return new HostInfo(
        1, name, address, name, List.of(), PORTS, 8_000, 1L << 34, "linux", "amd64", "1", null);
  }

  /** Power fails: nothing of it is left but what lies on its disk. */
  void crash() {
    processes.clear();
    restartAgent();
  }

  /** A new agent knows what runs, and has to read what is wanted. */
  void restartAgent() {
    agentRuns = false;
    hasRead = false;
    view = new Store();
    verifier.forget();
  }

  /**
   * One look of the agent.
   *
   * @param bad revisions whose instances never come up
   */
  void step(Cluster cluster, Set<String> bad) {
    if (!agentRuns) {
      return;
    }
    var consul = cluster.consul;
    if (connected && random.nextInt(2) == 0) {
      view.read(Store.Topic.ASSIGNMENTS, consul);
      hasRead = true;
    }
    if (!hasRead) {
      return;
    }
    if (cluster.elsewhere != null) {
      verifier.step(view.verifications.getOrDefault(name, Map.of()), bad, cluster.elsewhere);
    }
    for (var id : List.copyOf(processes.keySet())) {
      var wanted = mine(id);
      if (wanted == null || wanted.desired() == Desired.STOPPED) {
        cluster.checkMayStop(id, this);
        processes.remove(id);
      }
    }
    for (var assignment : view.assignments.values()) {
      if (mine(assignment.instanceId()) != null) {
        obey(assignment, bad, cluster.now);
      }
    }
    if (connected) {
      publish(consul);
    }
  }

  private Assignment mine(String id) {
    var assignment = view.assignments.get(id);
    return assignment == null || !assignment.address().equals(address) ? null : assignment;
  }

  private void obey(Assignment assignment, Set<String> bad, Instant now) {
    var id = assignment.instanceId();
    var process = processes.get(id);
    if (process == null && assignment.desired() == Desired.RUNNING) {
      var port = assignment.port("http");
      if (!isTaken(port)) {
        processes.put(id, new Process(assignment.revision(), port, name + "-" + tokens++, now));
      }
    } else if (process != null && assignment.verification() != null) {
      proveElsewhere(assignment, process);
    } else if (process != null && random.nextInt(3) == 0) {
      // What has come up once may falter, and recovers.
      process.verified |= !bad.contains(process.revision) && !broken;
      process.healthy = process.verified;
    }
  }

  private void proveElsewhere(Assignment assignment, Process process) {
    if (random.nextInt(3) != 0) {
      return;
    }
    var verdict = assignment.remoteVerdict();
    if (process.verified) {
      process.healthy = true;
    } else if (process.failed) {
      // As if it were replaced: here, by another process.
      processes.remove(assignment.instanceId());
    } else if (!process.awaits) {
      process.awaits = !broken && assignment.desired() == Desired.RUNNING;
    } else if (verdict != null && verdict.id().equals(verification(process))) {
      assertThat(verdict.host()).isNotEqualTo(name);
      process.awaits = false;
      process.verified = verdict.result().passed();
      process.healthy = process.verified;
      process.failed = !process.verified;
    }
  }

  private static String verification(Process process) {
    return RemoteVerification.ofGate(process.token, VerifierModel.GATE);
  }

  /** By one that was given up while nobody could tell this host. */
  private boolean isTaken(int port) {
    return processes.values().stream().anyMatch(other -> other.port == port);
  }

  /** What its Consul and its report say, as of now. */
  private void publish(Store consul) {
    for (var assignment : view.assignments.values()) {
      var id = assignment.instanceId();
      var process = processes.get(id);
      if (mine(id) == null || process == null && isElsewhere(id, consul)) {
        continue;
      }
      consul.reports.put(id, report(assignment, process));
      if (process == null) {
        consul.services.remove(id);
      } else {
        consul.services.put(id, service(assignment, process));
      }
    }
    if (verifier.verdicts().isEmpty()) {
      consul.verdicts.remove(name);
    } else {
      consul.verdicts.put(name, verifier.verdicts());
    }
    consul.reports.keySet().removeIf(id -> isGone(id, consul.assignments.get(id)));
    consul.services.values().removeIf(s -> s.node().equals(name) && !processes.containsKey(s.id()));
  }

  /** One of that name was placed on another host meanwhile, whose word counts. */
  private boolean isElsewhere(String id, Store consul) {
    var placed = consul.assignments.get(id);
    return placed != null && !placed.address().equals(address);
  }

  /** A report belongs to the host; here by the address that its instance was placed at. */
  private boolean isGone(String id, Assignment assignment) {
    return mine(id) == null && !processes.containsKey(id) && assignment == null;
  }

  private InstanceReport report(Assignment assignment, Process process) {
    var failed = process != null && !process.healthy && !process.verified;
    var awaits = process != null && process.awaits && assignment.desired() == Desired.RUNNING;
    var phase =
        process == null
            ? Phase.STOPPED
            : assignment.desired() == Desired.DRAINING
                ? Phase.DRAINING
                : awaits ? Phase.VERIFYING : Phase.RUNNING;
    var verificationFailed =
        assignment.verification() == null
            ? failed && random.nextInt(3) == 0 && phase == Phase.RUNNING
            : process != null && process.failed && phase == Phase.RUNNING;
    var waits = process == null && assignment.desired() == Desired.RUNNING;
    var portInUse = waits && isTaken(assignment.port("http"));
    var reason =
        portInUse
            ? "PortInUse"
            : failed && broken && phase == Phase.RUNNING
                ? "CrashLoop"
                : verificationFailed ? "VerificationFailed" : null;
    return new InstanceReport(
        Documents.hash(assignment),
        reason != null ? Phase.FAILED : waits ? Phase.STARTING : phase,
        process == null ? null : 1,
        null,
        null,
        process == null ? null : process.token,
        List.of(),
        0,
        null,
        reason,
        null,
        null,
        null,
        null,
        awaits ? verification(process) : null,
        null);
  }

  private ServiceInstance service(Assignment assignment, Process process) {
    return new ServiceInstance(
        assignment.instanceId(),
        assignment.app(),
        assignment.namespace(),
        assignment.map(),
        assignment.artifact().version(),
        "",
        assignment.revision(),
        "",
        process.token,
        address,
        process.port,
        name,
        process.healthy && process.verified,
        "");
  }

  /** The others find out that it is not there, or that it is again. */
  void beSeen(Store consul) {
    if (connected && agentRuns) {
      consul.hosts.put(name, info());
    } else {
      consul.hosts.remove(name);
    }
    consul.services.replaceAll(
        (id, service) ->
            service.node().equals(name) && !isAnswering(id, service) ? failing(service) : service);
  }

  /** Its Consul checks processes, also while no agent of ours runs. */
  private boolean isAnswering(String id, ServiceInstance service) {
    var process = processes.get(id);
    return connected && process != null && process.healthy && process.token.equals(service.token());
  }

  private static ServiceInstance failing(ServiceInstance s) {
    return new ServiceInstance(
        s.id(),
        s.app(),
        s.namespace(),
        s.map(),
        s.version(),
        s.branch(),
        s.revision(),
        s.role(),
        s.token(),
        s.address(),
        s.port(),
        s.node(),
        false,
        "");
  }

  static AllocatedPort port(int number) {
    return new AllocatedPort("http", number);
  }
}
