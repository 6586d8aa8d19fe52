package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HAProxy in its working folder: starts it in a session of its own, so that it outlives this
 * process; finds it again; reloads and stops it. One thread at a time.
 */
public final class Haproxy {
  private static final Logger log = LoggerFactory.getLogger(Haproxy.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration RELOAD_LIMIT = Duration.ofSeconds(4);
  private static final int RELOAD_ATTEMPTS = 4;

  /** So many times as long as reading its configuration may a start take. */
  private static final int READINGS = 4;

  private static final int ADOPT_TRIES = 6;

  /** Each is a line to be read. */
  private static final int MOST_USERS = 100_000;

  private final HaproxyFiles files;
  private final Path executable;
  private final Map<String, String> environment;
  private Listener listener;
  private final RuntimeApi worker;
  private final RuntimeSocket master;
  private final FormerWorkers former;
  private ProcessIdentity identity;

  public Haproxy(Path folder, Path executable, Map<String, String> environment, Listener listener) {
    this.files = new HaproxyFiles(folder);
    this.executable = executable;
    this.environment = Map.copyOf(environment);
    this.listener = listener;
    this.worker = new RuntimeApi(RuntimeSocket.worker(files.socket()));
    this.master = RuntimeSocket.master(files.masterSocket());
    this.former = new FormerWorkers(files.masterSocket());
  }

  /** Finds the one that an earlier router started here; its sizes, or empty if none serves. */
  public Optional<List<Integer>> adopt() {
    identity = RunningHaproxy.find(files).orElse(null);
    if (identity == null) {
      return Optional.empty();
    }
    try {
      var sizes = sizesPatiently();
      identity.write(files.identity());
      goOnLogging();
      log.info("going on with HAProxy {}", identity.pid());
      return Optional.of(sizes);
    } catch (ProxyException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      log.warn("HAProxy {} does not answer and is replaced: {}", identity.pid(), e.getMessage());
      RunningHaproxy.stop(files, identity);
      identity = null;
      return Optional.empty();
    }
  }

  /** Where it writes its access log was decided as it was started. */
  private void goOnLogging() {
    var started = files.startedAccessLog();
    if (!started.equals(listener.accessLog())
        && (listener.logsToFile() || listener.withAccessLog(started).logsToFile())) {
      log.warn(
          "the access log of the HAProxy that runs stays '{}'; '{}' counts from its next start on",
          started,
          listener.accessLog());
      listener = listener.withAccessLog(started);
    }
  }

  /** It serves, so a slow answer on a busy machine is no reason to replace it. */
  private List<Integer> sizesPatiently() {
    for (var tries = 1; ; tries++) {
      try {
        return worker.sizes();
      } catch (ProxyException e) {
        if (tries == ADOPT_TRIES || !identity.isAlive() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  public boolean isAlive() {
    return identity != null && identity.isAlive();
  }

  /** Pid of the master, which stays the same over reloads. */
  public long pid() {
    return identity.pid();
  }

  /**
   * Writes all files and starts it; it serves when this returns.
   *
   * @throws ProxyException it does not start; the message says why
   */
  public void start(Layout layout, ProxyState state) {
    var limit = limit(START_LIMIT, prepare(layout, state, OpenFiles.here()));
    promote();
    try {
      Files.deleteIfExists(files.socket());
      Files.deleteIfExists(files.masterSocket());
      Files.deleteIfExists(files.peersSocket());
      Files.deleteIfExists(files.currentSocket());
      var process = launch();
      var serves = RunningHaproxy.await(limit, () -> !process.isAlive() || serves());
      if (!serves || !process.isAlive()) {
        process.destroyForcibly();
        throw new ProxyException(
            "HAProxy does not start on %s: %s"
                .formatted(listener.bind(), lastProblem(files.log())));
      }
      identity =
          ProcessIdentity.of(process.pid(), files.config())
              .orElseThrow(() -> new ProxyException("HAProxy ended as it was started"));
      identity.write(files.identity());
      log.info("started HAProxy {} on {}", identity.pid(), listener.bind());
    } catch (IOException e) {
      throw new ProxyException(executable + " cannot be started", e);
    }
  }

  private Process launch() throws IOException {
    files.writeStartedAccessLog(listener.accessLog());
    var haproxy =
        command(
                "setsid",
                executable.toString(),
                "-W",
                "-S",
                "unix@master.sock,mode,600",
                "-f",
                files.config().toString())
            .redirectInput(Path.of("/dev/null").toFile());
    if (!listener.logsToFile()) {
      return haproxy
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.to(files.log().toFile()))
          .start();
    }
    // HAProxy does not append: whoever cut the file would be left with a hole in it. And it tells
    // the log, too, that a former worker has ended.
    var writer =
        command("setsid", "grep", "--line-buffered", "^{")
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(Path.of(listener.accessLog()).toFile()))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    haproxy.redirectError(ProcessBuilder.Redirect.to(files.log().toFile()));
    return ProcessBuilder.startPipeline(List.of(haproxy, writer)).get(0);
  }

  /**
   * Writes all files and has a new worker take over the listening sockets; the former one ends when
   * its connections do. Confirmed by the new worker's pid, because HAProxy can lose the order.
   *
   * @throws ProxyException no new worker came; the former one serves on
   */
  public void reload(Layout layout, ProxyState state) {
    var limit = limit(RELOAD_LIMIT, prepare(layout, state, OpenFiles.of(identity.pid())));
    promote();
    var before = worker.pid();
    for (var attempt = 1; attempt <= RELOAD_ATTEMPTS; attempt++) {
      master.send("reload");
      if (RunningHaproxy.await(limit, () -> workerChanged(before))) {
        former.mayBeThere();
        former.handOver();
        log.info("reloaded HAProxy {}: more room, or more to decide by", identity.pid());
        return;
      }
    }
    throw new ProxyException("HAProxy was not reloaded: " + lastProblem(files.log()));
  }

  /**
   * Writes all files as the serving worker has it, so that whoever else starts or reloads HAProxy
   * gets the same.
   */
  public void writeFiles(Layout layout, ProxyState state) {
    files.writeMaps(state);
    files.writeCandidate(listener, layout, state, OpenFiles.of(identity.pid()));
    promote();
  }

  /**
   * @return how long HAProxy took to read the configuration
   */
  private Duration prepare(Layout layout, ProxyState state, Optional<OpenFiles> most) {
    files.writeMaps(state);
    files.writeCandidate(listener, layout, state, most);
    var begin = System.nanoTime();
    try {
      var check =
          command(executable.toString(), "-c", "-f", files.candidate().toString())
              .redirectErrorStream(true)
              .start();
      var output = new String(check.getInputStream().readAllBytes());
      if (check.waitFor() != 0) {
        throw new ProxyException("HAProxy refuses " + files.candidate() + ": " + output.strip());
      }
      return Duration.ofNanos(System.nanoTime() - begin);
    } catch (IOException e) {
      throw new ProxyException(executable + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProxyException("interrupted", e);
    }
  }

  /** It reads the configuration once more, and not alone: an order that is late is not lost. */
  private static Duration limit(Duration usual, Duration reading) {
    var late = reading.multipliedBy(READINGS);
    return late.compareTo(usual) > 0 ? late : usual;
  }

  private void promote() {
    try {
      Files.move(
          files.candidate(),
          files.config(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder command(String... words) {
    var builder = new ProcessBuilder(words).directory(files.folder().toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  private boolean serves() {
    try {
      return Files.exists(files.socket())
          && Files.exists(files.masterSocket())
          && worker.pid() > 0
          && workers().master().isPresent();
    } catch (ProxyException e) {
      return false;
    }
  }

  private boolean workerChanged(long before) {
    try {
      return worker.pid() != before && workers().master().isPresent();
    } catch (ProxyException e) {
      return false;
    }
  }

  private static String lastProblem(Path logFile) {
    try {
      return Files.readAllLines(logFile).stream()
          .filter(line -> !line.contains(OpenFiles.NO_PROBLEM))
          .filter(
              line -> line.contains("ALERT") || line.contains("cannot") || line.contains("error"))
          .reduce((first, last) -> last)
          .orElse("see " + logFile);
    } catch (IOException e) {
      return "see " + logFile;
    }
  }

  /**
   * Whether the worker that serves was started with the rules that this version writes for a
   * layout. The file does not tell: a reload may not have come to pass.
   */
  public boolean hasRulesOf(Layout layout) {
    try {
      return worker.description().equals(HaproxyConfig.name(listener, layout));
    } catch (ProxyException e) {
      return false;
    }
  }

  /** Reads what the serving worker has. */
  public ProxyState read() {
    former.mayBeThere();
    return worker.read();
  }

  public long workerPid() {
    return worker.pid();
  }

  /**
   * Makes the changes, in order, in the serving worker. The workers that a reload left behind hand
   * over to it from now on: what they have of servers cannot be changed any more.
   *
   * @throws ProxyException one was not made; those before it were
   */
  public void apply(List<Change> changes) {
    former.handOver();
    changes.forEach(worker::apply);
  }

  /**
   * Reads the counts of all workers.
   *
   * @param servers also of each server, which takes longer
   * @param keeping servers whose kept users are to be counted
   */
  public Counts counts(boolean servers, Set<String> keeping) {
    var command = "show stat -1 " + (servers ? 6 : 2) + " -1";
    var pid = worker.pid();
    var current = RuntimeSocket.worker(files.socket()).send(command);
    return Counts.of(
        current, former.answers(command), keeping.isEmpty() ? Map.of() : worker.kept(keeping), pid);
  }

  /**
   * Server to the users who are kept on it and have no request open; empty if there are so many
   * that looking for them would take from those who are served, or it cannot say.
   */
  public Optional<Map<String, Integer>> kept() {
    try {
      return worker.kept(MOST_USERS);
    } catch (ProxyException e) {
      log.debug("users are not counted", e);
      return Optional.empty();
    }
  }

  /** The requests that the serving worker has given to these backends since it started. */
  public Counts requests(Collection<String> backends) {
    var pid = worker.pid();
    var tables = new StringBuilder();
    for (var backend : backends) {
      tables.append(RuntimeSocket.worker(files.socket()).send("show stat " + backend + " 2 -1"));
    }
    return Counts.requests(tables.toString(), pid);
  }

  private Workers workers() {
    return Workers.of(master.send("show proc"));
  }

  /**
   * Ends the HAProxy of a folder: lets its requests end for a few seconds, then ends it.
   *
   * @return false if none ran
   */
  public static boolean stop(Path folder) {
    var files = new HaproxyFiles(folder);
    var found = RunningHaproxy.find(files);
    found.ifPresent(identity -> RunningHaproxy.stop(files, identity));
    return found.isPresent();
  }
}
