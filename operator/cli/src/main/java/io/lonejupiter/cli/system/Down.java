package io.lonejupiter.cli.system;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.FileLock;
import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.UnreadableStateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stops everything that {@code up} started, and nothing else. The objects stay in Consul's data.
 *
 * <ol>
 *   <li>The supervisor, so that nothing is started again.
 *   <li>The server, so that nothing is assigned; agents and router.
 *   <li>HAProxy, then the instances of each host.
 *   <li>Consul.
 * </ol>
 */
public final class Down {
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final StateFolder state;
  private final Leftovers leftovers;
  private final Consumer<String> progress;
  private final PartStopper stopper;
  private final List<String> problems = new ArrayList<>();

  /** What outlives the part that started it. */
  public interface Leftovers {
    /** Ends the HAProxy that a router left; does nothing if there is none. */
    void stopProxy(Path routerFolder) throws IOException, InterruptedException;

    /** Ends the instances that an agent left; does nothing if there are none. */
    void stopInstances(Path hostFolder) throws IOException, InterruptedException;
  }

  public Down(StateFolder state, Leftovers leftovers, Consumer<String> progress) {
    this.state = state;
    this.leftovers = leftovers;
    this.progress = progress;
    this.stopper = new PartStopper(progress);
  }

  /**
   * Stops everything.
   *
   * @param purge remove the state folder too
   * @throws CommandFailure something is left, or another command is at work
   */
  public void run(boolean purge) {
    if (!state.exists()) {
      progress.accept("nothing is up: there is no " + state.root());
      return;
    }
    try (var lock = lock()) {
      stop();
      if (purge) {
        purge();
      } else {
        progress.accept("the objects are kept in " + state.root());
      }
    }
  }

  /** As {@link #run} for who holds the lock already. */
  public void stop() {
    List<PartRecord> records = records();
    stopper.stop(only(records, StateFolder.SUPERVISOR::equals), GRACE);
    // Read again: the supervisor may have started one more before it ended.
    records = records();
    stopper.stop(only(records, PartCommands.SERVER::equals), GRACE);
    stopper.stop(only(records, name -> !name.equals(PartCommands.CONSUL)), GRACE);
    attempt("HAProxy", () -> leftovers.stopProxy(state.router()));
    for (String host : state.recordedHosts()) {
      attempt("instances of " + host, () -> leftovers.stopInstances(state.host(host)));
    }
    stopper.stop(records, GRACE);
    records.forEach(record -> state.forget(record.name()));
    if (!problems.isEmpty()) {
      throw new CommandFailure(String.join("\n", problems));
    }
    progress.accept("everything is down");
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  /** What fails is said at the end and keeps nothing else from being stopped. */
  private void attempt(String what, Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while stopping " + what, e);
    } catch (IOException | RuntimeException e) {
      problems.add(what + " could not be stopped: " + e.getMessage());
    }
  }

  private List<PartRecord> records() {
    return state.recordedParts().stream().flatMap(name -> record(name).stream()).toList();
  }

  private Optional<PartRecord> record(String name) {
    try {
      return state.part(name);
    } catch (UnreadableStateException e) {
      if (!problems.contains(e.getMessage())) {
        problems.add(e.getMessage());
      }
      return Optional.empty();
    }
  }

  private static List<PartRecord> only(List<PartRecord> records, Predicate<String> name) {
    return records.stream().filter(record -> name.test(record.name())).toList();
  }

  private FileLock lock() {
    return FileLock.tryTake(state.commandLock())
        .orElseGet(
            () -> {
              progress.accept("waiting for another up or down on " + state.root() + " ...");
              return FileLock.take(state.commandLock());
            });
  }

  private void purge() {
    try {
      Trees.delete(state.root());
      progress.accept("removed " + state.root());
    } catch (IOException e) {
      throw new CommandFailure(state.root() + " cannot be removed: " + e, e);
    }
  }
}
