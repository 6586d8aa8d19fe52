package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.instance.Facts.ProcessState;
import io.lonejupiter.agent.instance.InstanceRecord.Verified;
import io.lonejupiter.agent.process.Launcher;
import io.lonejupiter.agent.process.PortProbe;
import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.Refusals;
import io.lonejupiter.consul.Registration;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.LastExit;
import io.lonejupiter.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the actions of {@link Decision} for one instance, on its thread. Decides nothing. */
final class Steps implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Steps.class);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MESSAGE_CHARACTERS = 500;

  private final InstanceState state;
  private final HostServices host;
  private final BooleanSupplier cancelled;
  private final Runnable onExit;
  private final HealthChecks checks;
  private final Refusals refusals = new Refusals(log);
  private Gate gate;
  private Trial trial;
  private Trial lastTrial;
  private boolean swept;

  /**
   * @param cancelled whether another assignment, or none, is asked for by now
   * @param onExit called on any thread when the process has ended
   */
  Steps(InstanceState state, HostServices host, BooleanSupplier cancelled, Runnable onExit) {
    this.state = state;
    this.host = host;
    this.cancelled = cancelled;
    this.onExit = onExit;
    this.checks = new HealthChecks(state, host);
  }

  void fetch() throws StepFailedException, InterruptedException {
    working(Phase.FETCHING);
    host.fetcher().fetch(state.assignment().artifact(), cancelled);
  }

  void install() throws StepFailedException, IOException {
    working(Phase.INSTALLING);
    var assignment = state.assignment();
    var artifact = assignment.artifact();
    host.cache().verify(artifact.sha256());
    var name = assignment.revision() + "-" + Instant.now().toEpochMilli();
    var fresh = state.folder.fresh(name);
    host.unpacker()
        .unpack(host.cache().file(artifact.sha256()), artifact.format(), assignment.app(), fresh);
    state.folder.publish(name);
    state.save(state.saved().withRelease(name, assignment.revision()));
  }

  /** A retry stays Failed until it has come further, so that the report does not flicker. */
  private void working(Phase phase) {
    if (state.failures == 0) {
      state.enter(phase, null);
      publish();
    }
  }

  void start() throws StepFailedException, IOException {
    if (!state.failed()) {
      state.enter(Phase.STARTING, null);
      publish();
    }
    var assignment = state.assignment();
    var address = address();
    var release = state.folder.release(state.saved().release());
    var logs = state.folder.logs();
    Files.createDirectories(logs.folder());
    var launch = Launches.of(assignment, address, host.host(), release, logs);
    PortProbe.check(address, assignment.ports() == null ? List.of() : assignment.ports());
    state.errorsFrom = Files.exists(logs.stderr()) ? Files.size(logs.stderr()) : 0;
    var intent = ProcessIdentity.intent(ProcessIdentity.newToken(), Instant.now().toString());
    state.save(state.saved().withProcess(intent).withPorts(assignment.ports()));
    host.logs().watch(state.log);
    state.log.runStarts();
    Launcher.Started started;
    try {
      started = Launcher.start(launch, intent);
    } catch (StepFailedException e) {
      state.log.runFailed();
      state.save(state.saved().withProcess(null));
      throw e;
    }
    state.handle = started.handle();
    started.handle().onExit().thenRun(onExit);
    state.save(state.saved().withProcess(started.identity()));
    log.info("{}: started as pid {}", state.id, started.identity().pid());
  }

  void register() throws IOException {
    var token = state.saved().process().token();
    state.maybeRegistered = true;
    var gateThere = gateOfRegistration();
    host.registrar().register(checks.registration(state.assignment(), address(), token, gateThere));
    refusals.over();
    if (gateThere == Registration.Gate.PASSED) {
      keepGateOpen();
    }
    // A registration made anew is critical until the check speaks again.
    checks.close();
    settled();
  }

  private Registration.Gate gateOfRegistration() {
    if (state.assignment().verification() == null) {
      return Registration.Gate.NONE;
    }
    var verified = state.saved().verified();
    return verified != null && verified.passed()
        ? Registration.Gate.PASSED
        : Registration.Gate.CLOSED;
  }

  /** The process runs and is registered. */
  void settled() throws IOException {
    checks.start(address());
    state.failures = 0;
    verify();
    tryOnceMore();
    state.awaits = gate != null ? gate.awaits() : trial != null ? trial.awaits() : null;
    // One that crashed again and again is believed only when it has lived for a while.
    if (!state.crashes.loop() || state.age().compareTo(Crashes.STABLE) >= 0) {
      enterSettled();
    }
    if (sessionsAreAsked()) {
      countSessions();
    }
  }

  private void enterSettled() {
    var verified = state.saved().verified();
    if (state.assignment().desired() == Desired.DRAINING) {
      state.enter(Phase.DRAINING, null);
    } else if (verified != null && !verified.passed()) {
      state.fail(Reason.VERIFICATION_FAILED, verified.result().message());
    } else if (verified == null && gate != null && gate.attempt() > 0) {
      state.enter(
          Phase.VERIFYING,
          gate.awaits() == null ? "attempt " + gate.attempt() : "another host is to verify it");
    } else {
      state.enter(Phase.RUNNING, null);
    }
  }

  /** Begins, ends or takes note of the gate. */
  private void verify() throws IOException {
    var wanted = state.assignment().verification();
    var verified = state.saved().verified();
    if (verified != null && (verified.passed() || verified.isOf(wanted))) {
      if (verified.passed() && wanted != null) {
        keepGateOpen();
      }
      return;
    }
    if (state.assignment().desired() == Desired.DRAINING) {
      closeGate();
      return;
    }
    if (wanted == null) {
      closeGate();
      // It may have been registered when there was one to pass.
      host.registrar().openGate(state.id, "nothing has to be passed any more");
      state.save(state.saved().withVerified(Verified.of(null, null)));
      return;
    }
    var token = state.saved().process().token();
    if (gate == null || !gate.isOf(token, wanted)) {
      closeGate();
      gate = new Gate(state, host, address(), onExit);
      return;
    }
    var result = gate.result();
    if (result.isPresent()) {
      closeGate();
      state.save(state.saved().withVerified(Verified.of(wanted, result.get())));
    }
  }

  /** At a step of its rollout, once its gate is open. */
  private void tryOnceMore() {
    var wanted = state.assignment().stepVerification();
    var verified = state.saved().verified();
    if (wanted == null
        || state.assignment().desired() == Desired.DRAINING
        || verified == null
        || !verified.passed()) {
      closeTrial();
      state.tried = null;
      if (!swept && state.handle == null) {
        // Its agent died, and it is tried no more.
        Trial.sweep(state.saved().process().token());
      }
      swept = true;
      return;
    }
    if (state.tried != null && state.tried.id().equals(wanted.id())) {
      return;
    }
    if (trial == null || !trial.isOf(state.saved().process().token(), wanted)) {
      closeTrial();
      trial = new Trial(state, host, address(), lastTrial, onExit);
      return;
    }
    trial.result().ifPresent(result -> state.tried = result);
  }

  private void closeTrial() {
    if (trial != null) {
      trial.close();
      lastTrial = trial;
      trial = null;
    }
  }

  /**
   * Consul's agent forgets over a restart how a check was registered, but not what was reported.
   */
  private void keepGateOpen() {
    host.registrar().openGate(state.id, "passed before");
  }

  private void closeGate() {
    if (gate != null) {
      gate.close();
      gate = null;
    }
  }

  /** What was begun for this process to be proven. */
  private void endGate() throws InterruptedException {
    closeGate();
    closeTrial();
    state.awaits = null;
    var token = state.saved().process().token();
    ProcessGroup.kill(Set.of(Gate.token(token), Trial.token(token)));
  }

  /** Whether the app is to be asked again and again how many sessions it has. */
  boolean sessionsAreAsked() {
    return state.assignment().desired() == Desired.DRAINING
        && state.assignment().sessionCount() != null
        && state.process() == ProcessState.ALIVE;
  }

  private void countSessions() {
    try {
      state.sessions(SessionCounter.count(state.assignment(), address()), null);
    } catch (IOException e) {
      state.sessions(null, "drain.sessionCount: " + e.getMessage());
    }
  }

  void deregister() {
    checks.close();
    host.registrar().deregister(state.id);
    state.maybeRegistered = false;
  }

  void stop() throws IOException, InterruptedException, StepFailedException {
    checks.close();
    endGate();
    var run = state.assignment().run();
    var signal = run == null || run.stopSignal() == null ? "SIGTERM" : run.stopSignal();
    var grace = Durations.parse(run == null ? null : run.stopGracePeriod(), GRACE);
    if (!new ProcessGroup(state.saved().process()).stop(signal, grace)) {
      throw new StepFailedException(
          Reason.STOP_FAILED,
          "pid " + state.saved().process().pid() + " and what it started outlive SIGKILL");
    }
    state.handle = null;
    state.log.runEnds(state.assignment().desired() != Desired.RUNNING);
    state.save(state.saved().withProcess(null));
    log.info("{}: stopped", state.id);
  }

  /** The process has ended by itself: routers must know at once, what it left behind goes. */
  void reap() throws IOException, InterruptedException {
    endGate();
    try {
      deregister();
    } catch (UnavailableException | RefusedException e) {
      log.warn("{}: ended, and is deregistered when consul does it: {}", state.id, e.getMessage());
    }
    var process = state.saved().process();
    var lived = state.age();
    if (!new ProcessGroup(process).kill()) {
      log.warn("{}: some of what it had started outlives SIGKILL", state.id);
    }
    var exit = exitCode();
    var how = ending(exit);
    state.handle = null;
    state.log.runEnds(state.assignment().desired() != Desired.RUNNING);
    state.crashes = state.crashes.after(lived);
    if (state.assignment().desired() == Desired.DRAINING) {
      state.enter(Phase.STOPPED, "ended while it drained: " + how);
    } else if (state.crashes.loop()) {
      state.fail(
          Reason.CRASH_LOOP,
          "ended " + state.crashes.inRow() + " times in a row, last with " + how);
    } else {
      state.enter(Phase.STARTING, "started again after it ended with " + how);
    }
    state.notBefore = Instant.now().plus(state.crashes.pause());
    var seen = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    state.save(state.saved().withExit(new LastExit(exit, process.startedAt(), seen)));
    log.warn("{}: pid {} ended with {}", state.id, process.pid(), how);
  }

  /** Null if it was started by another agent. */
  private Integer exitCode() throws InterruptedException {
    return state.handle != null && state.handle.waitFor(1, TimeUnit.SECONDS)
        ? state.handle.exitValue()
        : null;
  }

  private String ending(Integer exitCode) {
    var exit = exitCode == null ? "unknown exit code" : "exit code " + exitCode;
    var errors = state.folder.logs().lastErrors(state.errorsFrom, MESSAGE_CHARACTERS);
    return errors.isEmpty() ? exit : exit + ": " + errors;
  }

  void uninstall() throws IOException {
    state.folder.deleteReleases();
    state.save(state.saved().withRelease(null, null));
  }

  void rest() throws IOException {
    switch (state.process()) {
      case ALIVE -> settled();
      // Ended since it was looked at: the next pass takes note of it.
      case ENDED -> {}
      case NONE -> {
        state.log.over();
        if (state.assignment().desired() == Desired.STOPPED) {
          state.enter(Phase.STOPPED, null);
        } else if (state.phase() != Phase.STOPPED) {
          state.enter(Phase.STOPPED, "ended while it drained");
        }
      }
    }
  }

  void failed(StepFailedException e) {
    state.failures++;
    state.fail(e.reason(), e.getMessage());
    var pause = Backoff.afterFailure(state.failures, ThreadLocalRandom.current().nextDouble());
    state.notBefore = e.reason().lasting() ? Instant.MAX : Instant.now().plus(pause);
    if (e.reason() == Reason.REGISTRATION_REFUSED) {
      refusals.tell(state.id + ": " + e.reason(), e.getMessage());
    } else {
      log.warn("{}: {}: {}", state.id, e.reason(), e.getMessage());
    }
  }

  void publish() {
    host.reports().accept(state.id, state.report(null));
  }

  private String address() {
    var own = state.assignment().address();
    return own == null ? host.address() : own;
  }

  @Override
  public void close() {
    checks.close();
    closeGate();
    closeTrial();
  }
}
