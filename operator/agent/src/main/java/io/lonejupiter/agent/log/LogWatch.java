package io.lonejupiter.agent.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of the host, and the thread that notes when they grow: the system tells which changed,
 * and once a second all are looked at, for those that it could not be asked about.
 */
public final class LogWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);

  /** Sizes are noted at most this often, however much is written. */
  private static final long PAUSE_MILLIS = 10;

  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, InstanceLog> logs = new ConcurrentHashMap<>();
  private final WatchService changes;
  private final Thread thread = new Thread(this::run, "log-watch");

  private LogWatch(WatchService changes) {
    this.changes = changes;
    thread.setDaemon(true);
  }

  public static LogWatch start() throws IOException {
    var watch = new LogWatch(FileSystems.getDefault().newWatchService());
    watch.thread.start();
    return watch;
  }

  /** The log of an instance, opened when it is not yet. */
  public InstanceLog open(String id, Function<String, InstanceLog> open) {
    return logs.computeIfAbsent(id, open);
  }

  /** Asks the system to tell when a log grows. Its folder must be there. */
  public void watch(InstanceLog opened) {
    try {
      // Asking again for a folder that is watched changes nothing.
      opened.folder().register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
    } catch (IOException e) {
      log.debug("{}: looked at each second: {}", opened.folder(), e.toString());
    }
  }

  public Optional<InstanceLog> find(String id) {
    return Optional.ofNullable(logs.get(id));
  }

  /** The instance is gone. */
  public void forget(String id) {
    logs.remove(id);
  }

  public Collection<InstanceLog> all() {
    return logs.values();
  }

  private void run() {
    try {
      var lookedAtAll = System.nanoTime();
      while (true) {
        var changed = changed();
        if (System.nanoTime() - lookedAtAll >= ALL_NANOS) {
          lookedAtAll = System.nanoTime();
          logs.values().forEach(LogWatch::note);
        } else {
          logs.values().stream().filter(l -> changed.contains(l.folder())).forEach(LogWatch::note);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      log.debug("log watch ended");
    }
  }

  private Set<Path> changed() throws InterruptedException {
    var folders = new HashSet<Path>();
    for (var key = changes.poll(1, TimeUnit.SECONDS); key != null; key = changes.poll()) {
      key.pollEvents();
      folders.add((Path) key.watchable());
      key.reset();
    }
    return folders;
  }

  private static void note(InstanceLog grown) {
    try {
      grown.note(System.currentTimeMillis());
    } catch (RuntimeException e) {
      log.error("{}: its growth could not be noted", grown.folder(), e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(2_000);
    try {
      changes.close();
    } catch (IOException e) {
      log.warn("the watch of logs could not be closed", e);
    }
  }
}
