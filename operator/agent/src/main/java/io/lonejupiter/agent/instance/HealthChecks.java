package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.process.ProcessTable;
import io.lonejupiter.agent.registration.AgentCheck;
import io.lonejupiter.agent.registration.AgentCheck.Result;
import io.lonejupiter.agent.registration.Registrations;
import io.lonejupiter.consul.Registration;
import io.lonejupiter.consul.Registration.Gate;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.HealthSpec;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The check of one instance: what Consul is told to do, or what the agent does itself. */
final class HealthChecks implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final InstanceState state;
  private final HostServices host;
  private AgentCheck running;
  private String token;

  HealthChecks(InstanceState state, HostServices host) {
    this.state = state;
    this.host = host;
  }

  Registration registration(Assignment assignment, String address, String token, Gate gate) {
    var ttl = AgentCheck.ttl(interval(assignment.health())).toSeconds() + "s";
    return Registrations.of(assignment, address, host.cluster(), host.host(), token, ttl, gate);
  }

  /** Begins the check of the process that runs, if it is the agent's to make. */
  void start(String address) {
    var assignment = state.assignment();
    var process = state.saved().process();
    if (!Registrations.checkedByAgent(assignment)
        || running != null && process.token().equals(token)) {
      return;
    }
    close();
    token = process.token();
    var health = assignment.health();
    AgentCheck.Probe probe =
        Registrations.hasCommand(health)
            ? () -> command(assignment, address, process.token())
            : () -> alive(process.alive());
    var checkId = Registration.checkId(state.id);
    running =
        new AgentCheck(
            (passing, note) -> host.registrar().report(checkId, passing, note),
            checkId,
            probe,
            interval(health),
            health == null || health.successThreshold() == null ? 1 : health.successThreshold(),
            health == null || health.failureThreshold() == null ? 1 : health.failureThreshold());
  }

  private static Result alive(boolean alive) {
    return new Result(alive, alive ? "the process runs" : "the process has ended");
  }

  private Result command(Assignment assignment, String address, String token)
      throws InterruptedException {
    var timeout = Durations.parse(assignment.health().timeout(), TIMEOUT);
    try {
      var release = state.folder.release(state.saved().release());
      var launch = Launches.check(assignment, address, host.host(), release, state.folder.logs());
      var builder =
          new ProcessBuilder(launch.command())
              .directory(launch.folder().toFile())
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD);
      builder.environment().clear();
      builder.environment().putAll(launch.environment());
      builder.environment().put(ProcessTable.TOKEN, token);
      var process = builder.start();
      try {
        if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          return new Result(process.exitValue() == 0, "exit code " + process.exitValue());
        }
        return new Result(false, "took longer than " + timeout.toMillis() + " ms");
      } finally {
        // Of one that has ended none could be found: they would be looked for among all processes.
        if (process.isAlive()) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      }
    } catch (IOException | StepFailedException e) {
      return new Result(false, "health.command: " + e.getMessage());
    }
  }

  private static Duration interval(HealthSpec health) {
    return Durations.parse(health == null ? null : health.interval(), INTERVAL);
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
      running = null;
    }
  }
}
