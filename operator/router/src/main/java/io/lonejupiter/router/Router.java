package io.lonejupiter.router;

import io.lonejupiter.router.SavedState.Rooms;
import io.lonejupiter.router.haproxy.Haproxy;
import io.lonejupiter.router.haproxy.TimesListener;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Drives one HAProxy by the route documents of its group and the health in Consul. HAProxy outlives
 * it, whether it is closed or dies: what ran keeps running, and the next router of the same data
 * folder goes on with it.
 */
public final class Router implements AutoCloseable {
  private final FileChannel lock;
  private final InputWatches watches;
  private final ReportWriter reports;
  private final TimesListener times;
  private final Thread thread;

  private Router(FileChannel lock, RouterSettings settings) {
    this.lock = lock;
    var saved = new SavedState(settings.dataDir().resolve("state"));
    var mailbox = new Mailbox(saved.inputs());
    var rooms =
        saved
            .rooms()
            .orElseGet(
                () ->
                    new Rooms(
                        Allocation.empty(settings.backends(), settings.servers()),
                        Vocabulary.NONE));
    watches = new InputWatches(settings, mailbox);
    reports = new ReportWriter(settings, mailbox::wake).start();
    times = new TimesListener(haproxyFolder(settings.dataDir()));
    var loop = new RouterLoop(settings, mailbox, watches, reports, times, saved, rooms);
    thread = new Thread(loop::run, "router-" + settings.router());
  }

  /**
   * Starts a router; it begins to serve in the background. Neither Consul nor an instance has to be
   * there: it serves its last good table, and errors are tried again.
   *
   * @throws IllegalStateException another router uses the data folder
   */
  public static Router start(RouterSettings settings) {
    var lock = lock(settings.dataDir());
    var router = new Router(lock, settings);
    router.thread.start();
    return router;
  }

  /** Starts a router and blocks until the thread is interrupted; for a process of its own. */
  public static void run(RouterSettings settings) throws InterruptedException {
    var router = start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(router::close, "router-close"));
    try (router) {
      router.thread.join();
    }
  }

  /**
   * Ends the HAProxy of a data folder in order: open requests have a few seconds.
   *
   * @return false if none ran
   */
  public static boolean stopProxy(Path dataDir) {
    return Haproxy.stop(haproxyFolder(dataDir));
  }

  static Path haproxyFolder(Path dataDir) {
    return dataDir.resolve("haproxy");
  }

  private static FileChannel lock(Path dataDir) {
    try {
      Files.createDirectories(dataDir.resolve("haproxy"));
      var channel =
          FileChannel.open(
              dataDir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return channel;
      }
      channel.close();
      throw new IllegalStateException(
          dataDir + " is used by another router: stop it, or give this one its own folder");
    } catch (IOException e) {
      throw new UncheckedIOException(dataDir + " cannot be used", e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Stops driving. HAProxy serves on; {@link #stopProxy} ends it. */
  @Override
  public void close() {
    watches.close();
    reports.close();
    thread.interrupt();
    try {
      thread.join(10_000);
      times.close();
      lock.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
