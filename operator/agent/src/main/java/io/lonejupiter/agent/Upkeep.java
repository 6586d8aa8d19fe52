package io.lonejupiter.agent;

import io.lonejupiter.agent.artifact.BlobCache;
import io.lonejupiter.agent.instance.Instance;
import io.lonejupiter.agent.log.InstanceLog;
import io.lonejupiter.agent.log.LogWatch;
import io.lonejupiter.agent.process.UsageMeter;
import io.lonejupiter.agent.registration.Registrar;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be looked at from time to time: adopted processes, registrations and report in Consul,
 * logs, the cache; and what instances use.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final long ADOPTED_MILLIS = 500;
  private static final long VERIFY_SECONDS = 60;
  private static final long FILES_SECONDS = 10;
  private static final long USAGE_SECONDS = 5;

  private final AgentFolder folder;
  private final Fleet fleet;
  private final Verifications verifications;
  private final Registrar registrar;
  private final Reporter reporter;
  private final LogWatch logs;
  private final BlobCache cache;
  private final long cacheLimit;
  private final UsageMeter meter = new UsageMeter();
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          2,
          body -> {
            var thread = new Thread(body, "upkeep");
            thread.setDaemon(true);
            return thread;
          });
  private volatile BooleanSupplier assignmentsKnown = () -> false;

  Upkeep(
      AgentFolder folder,
      Fleet fleet,
      Verifications verifications,
      Registrar registrar,
      Reporter reporter,
      LogWatch logs,
      BlobCache cache,
      long cacheLimit) {
    this.logs = logs;
    this.folder = folder;
    this.fleet = fleet;
    this.verifications = verifications;
    this.registrar = registrar;
    this.reporter = reporter;
    this.cache = cache;
    this.cacheLimit = cacheLimit;
  }

  /**
   * @param known whether the assignments were read, so that other registrations are unwanted
   */
  void start(BooleanSupplier known) {
    assignmentsKnown = known;
    timer.scheduleWithFixedDelay(
        this::lookAtAdopted, ADOPTED_MILLIS, ADOPTED_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(this::verify, 0, VERIFY_SECONDS, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(this::measure, 0, USAGE_SECONDS, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(this::files, FILES_SECONDS, FILES_SECONDS, TimeUnit.SECONDS);
  }

  /** Consul answers again, and may have lost what it had. */
  void verifySoon() {
    try {
      timer.execute(this::verify);
    } catch (RejectedExecutionException e) {
      log.trace("closed already", e);
    }
  }

  private void lookAtAdopted() {
    guarded(
        "adopted processes",
        () -> fleet.all().stream().filter(Instance::adoptedHasEnded).forEach(Instance::wake));
  }

  private void verify() {
    guarded(
        "registrations",
        () -> {
          if (assignmentsKnown.getAsBoolean()) {
            registrar.verify(fleet::ids);
          }
          reporter.verify();
          fleet.all().forEach(Instance::wake);
        });
  }

  private void measure() {
    guarded(
        "usage",
        () -> {
          var processes = new HashMap<Instance, Integer>();
          fleet.all().forEach(i -> i.measuredProcess().ifPresent(pid -> processes.put(i, pid)));
          var usage = meter.measure(Set.copyOf(processes.values()));
          processes.forEach((instance, pid) -> instance.uses(usage.get(pid)));
        });
  }

  private void files() {
    guarded(
        "files",
        () -> {
          for (var instance : folder.instances()) {
            // One whose record cannot be read is nobody's, and writes all the same.
            logs.find(instance.id()).orElseGet(() -> new InstanceLog(instance.logs())).rotate();
          }
          var used = new HashSet<>(fleet.digests());
          used.addAll(verifications.digests());
          cache.collect(used, cacheLimit);
        });
  }

  private interface Chore {
    void run() throws IOException;
  }

  /** A chore that fails is done again the next time. */
  private static void guarded(String what, Chore chore) {
    try {
      chore.run();
    } catch (UnavailableException e) {
      log.debug("{}: {}", what, e.getMessage());
    } catch (IOException | RuntimeException e) {
      log.error("{}: upkeep failed; it is tried again", what, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
