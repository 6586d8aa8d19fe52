package io.lonejupiter.cli.system;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.example.ArtifactUpload;
import io.lonejupiter.cli.example.Examples;
import io.lonejupiter.cli.state.FileLock;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.cli.supervisor.PartStarter;
import io.lonejupiter.tools.ConsulReadiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Brings a system up. Doing it again is harmless: what runs goes on.
 *
 * <ol>
 *   <li>Nothing runs: a new plan, on the ports of the last time if they are free.
 *   <li>A supervisor, if none lives; it starts what does not run.
 *   <li>Consul, then the server: wait until each can be worked with.
 *   <li>The examples.
 *   <li>Wait until everything is Ready.
 * </ol>
 */
public final class Up {
  private static final Duration PART_LIMIT = Duration.ofSeconds(90);
  private static final Duration READY_LIMIT = Duration.ofSeconds(240);
  private static final long LOOK_MILLISECONDS = 200;

  private final StateFolder state;
  private final Path home;
  private final Consumer<String> progress;
  private final Preparation preparation;
  private boolean stopped;

  /**
   * @param home folder of the launcher and the examples
   * @param progress told a sentence for each step
   */
  public Up(StateFolder state, Path home, Consumer<String> progress) {
    this.state = state;
    this.home = home;
    this.progress = progress;
    this.preparation = new Preparation(state, home, progress);
  }

  /**
   * Brings it up; the caller closes what is returned.
   *
   * @param hosts how many; empty: as many as the last time
   * @param kubeconfig of a real Kubernetes API; empty: as the last time, at first the embedded one
   * @throws CommandFailure it did not come up in time; the message has the reasons
   */
  public RunningSystem run(
      Optional<Integer> hosts, Optional<Path> kubeconfig, boolean withExamples) {
    RunningSystem system = startAlone(hosts, kubeconfig);
    try {
      awaitParts(system);
      if (withExamples) {
        bringExamples(system);
      }
      awaitReady(system);
      return system;
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  /** The lock is not held while waiting, so that {@code down} need not wait for this. */
  private RunningSystem startAlone(Optional<Integer> hosts, Optional<Path> kubeconfig) {
    try (var lock = lock()) {
      return start(hosts, kubeconfig);
    }
  }

  /** Starts a supervisor if none lives, unless another command is at work or all was stopped. */
  public void keepSupervised(RunningSystem system) {
    if (system.supervisor().isPresent()) {
      return;
    }
    var lock = FileLock.tryTake(state.commandLock());
    if (lock.isEmpty()) {
      return;
    }
    try (var held = lock.get()) {
      if (system.anyAlive()) {
        startSupervisor(system);
      }
    }
  }

  /** From now on this starts nothing more; returns when it does not any more. */
  public synchronized void stop() {
    stopped = true;
  }

  private FileLock lock() {
    try {
      Files.createDirectories(state.root());
    } catch (IOException e) {
      throw new CommandFailure("--data: " + state.root() + " cannot be made: " + e, e);
    }
    return FileLock.tryTake(state.commandLock())
        .orElseThrow(
            () ->
                new CommandFailure(
                    "another up or down is at work on " + state.root() + ": try again later"));
  }

  private RunningSystem start(Optional<Integer> hosts, Optional<Path> kubeconfig) {
    Optional<RunningSystem> before =
        state.plan().map(plan -> new RunningSystem(state, plan)).filter(RunningSystem::anyAlive);
    if (before.isPresent()) {
      RunningSystem running = before.get();
      progress.accept("already up in " + state.root());
      hosts
          .filter(count -> count != running.plan().hosts())
          .ifPresent(
              count ->
                  progress.accept(
                      "it has %d hosts; for %d, first ./lonejupiter down"
                          .formatted(running.plan().hosts(), count)));
      startSupervisor(running);
      return running;
    }
    var system = new RunningSystem(state, preparation.prepare(hosts, kubeconfig));
    progress.accept("starting in " + state.root());
    startSupervisor(system);
    return system;
  }

  private synchronized void startSupervisor(RunningSystem system) {
    if (stopped || system.supervisor().isPresent()) {
      return;
    }
    try {
      int restarts = state.part(StateFolder.SUPERVISOR).map(p -> p.restarts() + 1).orElse(0);
      new PartStarter(state).start(preparation.supervisor(system.plan()), restarts);
    } catch (IOException e) {
      throw new UncheckedIOException("the supervisor cannot be started", e);
    }
  }

  private void awaitParts(RunningSystem system) {
    SystemPlan plan = system.plan();
    var consul = new ConsulReadiness(PartCommands.consulSettings(state, plan.ports()));
    await(system, PartCommands.CONSUL, consul::lacking);
    progress.accept("Consul is ready: " + plan.consulUrl());
    var endpoints = new Endpoints(plan);
    await(system, PartCommands.SERVER, endpoints::serverLacks);
    progress.accept("the server is ready: " + plan.serverUrl());
  }

  private void await(RunningSystem system, String part, Callable<String> lacking) {
    long deadline = System.nanoTime() + PART_LIMIT.toNanos();
    String lack = lack(lacking);
    while (!lack.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            "%s is not ready after %d s: %s; its output is in %s"
                .formatted(part, PART_LIMIT.toSeconds(), lack, state.log(part)));
      }
      pause(system);
      lack = lack(lacking);
    }
  }

  private static String lack(Callable<String> lacking) {
    try {
      return lacking.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void bringExamples(RunningSystem system) {
    try {
      String token = Files.readString(state.token()).strip();
      var upload = new ArtifactUpload(system.plan().serverUrl(), token);
      new Examples(home.resolve("examples"), state.appliedExamples(), progress)
          .bring(system.client(), upload);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + state.token(), e);
    }
  }

  private void awaitReady(RunningSystem system) {
    var news = new News(progress);
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    var obstacles = system.obstacles();
    while (!obstacles.isEmpty()) {
      news.tell(obstacles);
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            "not everything is Ready after %d s:\n  %s\nThe output of each part is in %s"
                .formatted(
                    READY_LIMIT.toSeconds(),
                    String.join("\n  ", obstacles),
                    state.log("*").getParent()));
      }
      pause(system);
      obstacles = system.obstacles();
    }
  }

  private static void pause(RunningSystem system) {
    if (!system.anyAlive()) {
      throw new CommandFailure("everything was taken down meanwhile");
    }
    Pause.milliseconds(LOOK_MILLISECONDS);
  }
}
