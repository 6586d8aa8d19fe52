package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.instance.Facts.Goal;
import io.lonejupiter.agent.instance.Facts.ProcessState;
import io.lonejupiter.agent.log.InstanceLog;
import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.InstanceUsage;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance and the thread that sees to it: observe, decide, do, again and again. Others only
 * say what is wanted and wake it. Closing it leaves the process running.
 */
public final class Instance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Instance.class);

  /** Who follows the log of an instance that goes has this long to read its end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final Duration CONSUL_PAUSE = Duration.ofSeconds(3);

  /** Routers hear that an instance is gone, and requests that it has by then end, in this time. */
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(3);

  /** An app that drains is asked this often how many sessions it has. */
  private static final Duration SESSIONS_PAUSE = Duration.ofSeconds(1);

  /** What is wanted: the assignment, or null if nothing of it may stay. */
  private record Wanted(Assignment assignment, String unreadable) {}

  private final InstanceState state;
  private final HostServices host;
  private final Steps steps;
  private final Predicate<Instance> forget;
  private final Thread thread;

  private final Object lock = new Object();
  private Wanted wanted;
  private boolean woken;
  private volatile boolean closed;

  /**
   * @param recovered what an earlier agent knew of it, or null
   * @param forget called when nothing is left of it; says no if it is wanted again by then
   */
  public Instance(
      Assignment assignment,
      InstanceFolder folder,
      InstanceRecord recovered,
      InstanceLog log,
      HostServices host,
      Predicate<Instance> forget) {
    var saved = recovered == null ? InstanceRecord.of(assignment) : recovered;
    this.wanted = new Wanted(assignment, null);
    this.state = new InstanceState(assignment.instanceId(), folder, log, saved, recovered != null);
    this.host = host;
    this.forget = forget;
    this.steps = new Steps(state, host, this::changed, this::wake);
    thread = new Thread(this::run, "instance-" + state.id);
    thread.setDaemon(true);
  }

  public String id() {
    return state.id;
  }

  public void start() {
    thread.start();
  }

  /** Finds the process that an earlier agent started, before this one begins. */
  public void adopt() throws IOException, InterruptedException {
    var process = state.saved().process();
    if (process != null) {
      adopt(process);
    }
  }

  private void adopt(ProcessIdentity process) throws IOException, InterruptedException {
    var found = process.find();
    if (found != null) {
      state.save(state.saved().withProcess(found));
      host.logs().watch(state.log);
      var draining = state.assignment().desired() == Desired.DRAINING;
      state.enter(draining ? Phase.DRAINING : Phase.RUNNING, null);
      steps.publish();
      log.info("{}: pid {} runs and is taken over", state.id, found.pid());
    } else if (process.pid() == null) {
      // Never started, or ended before anything could be noted; what it left behind goes.
      new ProcessGroup(process).kill();
      state.log.runEnds(false);
      state.save(state.saved().withProcess(null));
    }
  }

  /** Says what is wanted now. */
  public void want(Assignment assignment) {
    set(new Wanted(Objects.requireNonNull(assignment), null));
  }

  /** Its assignment cannot be read: what runs goes on. */
  public void wantUnreadable(String problem) {
    synchronized (lock) {
      set(new Wanted(wanted.assignment(), problem));
    }
  }

  /** Nothing of it may stay. */
  public void remove() {
    set(new Wanted(null, null));
  }

  public boolean removing() {
    synchronized (lock) {
      return wanted.assignment() == null;
    }
  }

  private void set(Wanted newer) {
    synchronized (lock) {
      if (!newer.equals(wanted)) {
        wanted = newer;
        wake();
      }
    }
  }

  /** The newest assignment, or null while it is being removed. */
  public Assignment assignment() {
    synchronized (lock) {
      return wanted.assignment();
    }
  }

  /** Makes it look again, at once. */
  public void wake() {
    synchronized (lock) {
      woken = true;
      lock.notifyAll();
    }
  }

  /** Whether its process was started by an earlier agent, and looking finds that it has ended. */
  public boolean adoptedHasEnded() {
    var process = state.saved().process();
    return state.handle == null && process != null && process.pid() != null && !process.alive();
  }

  /** Pid of the process whose session is to be measured; empty if nobody asks. */
  public Optional<Integer> measuredProcess() {
    var process = state.saved().process();
    return Boolean.TRUE.equals(state.assignment().measured()) && process != null
        ? Optional.ofNullable(process.pid())
        : Optional.empty();
  }

  /** Takes note of what its processes use; null: that is not known. */
  public void uses(InstanceUsage usage) {
    if (!Objects.equals(usage, state.usage)) {
      state.usage = usage;
      wake();
    }
  }

  private boolean changed() {
    synchronized (lock) {
      return closed || !Objects.equals(wanted.assignment(), state.assignment());
    }
  }

  private void run() {
    try {
      var gone = false;
      while (!gone && !closed) {
        var now = wanted();
        gone = pass(now);
      }
    } catch (InterruptedException e) {
      log.debug("{}: left as it is", state.id);
    } finally {
      steps.close();
    }
  }

  private Wanted wanted() {
    synchronized (lock) {
      woken = false;
      return wanted;
    }
  }

  private boolean pass(Wanted now) throws InterruptedException {
    var pause = Duration.ZERO;
    try {
      take(now);
      var action = Decision.next(facts(now));
      switch (action) {
        case FETCH -> steps.fetch();
        case INSTALL -> steps.install();
        case START -> steps.start();
        case REGISTER -> steps.register();
        case DEREGISTER -> {
          steps.deregister();
          if (isInUse(now)) {
            awaitLastRequests();
          }
        }
        case STOP -> steps.stop();
        case REAP -> steps.reap();
        case UNINSTALL -> steps.uninstall();
        case REMOVE -> {
          return removed();
        }
        case PAUSE -> pause = Duration.between(Instant.now(), min(state.notBefore));
        case REST -> {
          steps.rest();
          pause = untilNextLook();
        }
      }
    } catch (StepFailedException e) {
      if (e.reason() == Reason.FETCH_FAILED && changed()) {
        return false;
      }
      steps.failed(e);
      pause = e.reason() == Reason.STOP_FAILED ? CONSUL_PAUSE : Duration.ZERO;
    } catch (UnavailableException e) {
      log.debug("{}: {}", state.id, e.getMessage());
      pause = CONSUL_PAUSE;
    } catch (RefusedException e) {
      steps.failed(new StepFailedException(Reason.REGISTRATION_REFUSED, e.getMessage(), e));
      pause = CONSUL_PAUSE;
    } catch (IOException | RuntimeException e) {
      log.error("{}: a step failed", state.id, e);
      steps.failed(new StepFailedException(Reason.INSTALL_FAILED, e.toString(), e));
      pause = CONSUL_PAUSE;
    }
    host.reports().accept(state.id, state.report(now.unreadable()));
    await(pause);
    return false;
  }

  /** A changed assignment is tried at once, whatever failed before. */
  private void take(Wanted now) throws IOException {
    if (now.assignment() != null && !now.assignment().equals(state.assignment())) {
      state.save(state.saved().withAssignment(now.assignment()));
      state.failures = 0;
      state.crashes = Crashes.NONE;
      state.notBefore = Instant.MIN;
    } else if (state.phase() == Phase.ASSIGNED) {
      state.save(state.saved());
    }
  }

  private Facts facts(Wanted now) {
    var process = state.process();
    var token = process == ProcessState.ALIVE ? state.saved().process().token() : null;
    var revision = state.saved().revision();
    return new Facts(
        goal(now),
        state.saved().runsOnOtherPorts()
            || revision != null && !revision.equals(state.assignment().revision()),
        process,
        token != null && host.registrar().registered(state.id, token),
        state.maybeRegistered,
        host.cache().has(state.assignment().artifact().sha256()),
        state.installed(),
        Instant.now().isBefore(state.notBefore));
  }

  /** One that was given up while nobody could tell this host, so that nobody has drained it. */
  private boolean isInUse(Wanted now) {
    return goal(now) == Goal.REMOVE && state.process() == ProcessState.ALIVE;
  }

  /** Whatever else happens, unless it is wanted again. */
  private void awaitLastRequests() throws InterruptedException {
    var end = System.nanoTime() + LAST_REQUESTS.toNanos();
    synchronized (lock) {
      for (var left = LAST_REQUESTS.toMillis();
          left > 0 && !closed && wanted.assignment() == null; ) {
        lock.wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
    }
  }

  private static Goal goal(Wanted now) {
    if (now.assignment() == null) {
      return Goal.REMOVE;
    }
    return switch (now.assignment().desired()) {
      case RUNNING -> Goal.RUN;
      case DRAINING -> Goal.DRAIN;
      case STOPPED -> Goal.STOP;
    };
  }

  private boolean removed() throws IOException, InterruptedException {
    state.log.finish(LAST_WORDS);
    state.folder.deleteAll();
    state.log.deleted();
    return forget.test(this);
  }

  private Duration untilNextLook() {
    if (steps.sessionsAreAsked()) {
      return SESSIONS_PAUSE;
    }
    return state.crashes.loop() && state.failed()
        ? Crashes.STABLE.minus(state.age()).plusMillis(1)
        : Duration.ofDays(1);
  }

  private static Instant min(Instant instant) {
    var latest = Instant.now().plus(Duration.ofDays(1));
    return instant.isBefore(latest) ? instant : latest;
  }

  private void await(Duration pause) throws InterruptedException {
    var end = System.nanoTime() + pause.toNanos();
    synchronized (lock) {
      for (var left = pause.toMillis(); left > 0 && !woken && !closed; ) {
        lock.wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    wake();
    thread.join(2_000);
    thread.interrupt();
    thread.join(2_000);
  }
}
