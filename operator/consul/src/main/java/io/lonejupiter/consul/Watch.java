package io.lonejupiter.consul;

import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that follows one blocking query and hands on what it reads, again and again, until it
 * is closed. It keeps to the rules for Consul's index: an index that went back starts from 0, the
 * wait is bounded, failures are tried again with a growing pause, and what was handed on before
 * stays true meanwhile.
 */
public final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** Bounds how long a watch sleeps on an index that the server has not reached again. */
  static final Duration WAIT = Duration.ofSeconds(55);

  /** After a failure: that it is over is to be known soon, also where nothing has changed. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 3_000;

  /** What a query read, and the index to go on from. */
  public record Reading<T>(T value, long index) {}

  /** The blocking query. */
  @FunctionalInterface
  public interface Query<T> {
    Reading<T> after(long index, Duration wait) throws InterruptedException;
  }

  private final Thread thread;
  private volatile boolean closed;

  /** Null as long as Consul answers. */
  private volatile Instant unreachableSince;

  /** Why, in the words that were said last. */
  private String told = "";

  private Watch(String name, Runnable body) {
    thread = new Thread(body, "watch-" + name);
    thread.setDaemon(true);
  }

  /**
   * Starts to follow a query.
   *
   * @param name for the thread and the log
   * @param sink is handed each reading with a new index, on the watch's thread; an exception out of
   *     it is logged and the reading handed on again after a pause
   */
  public static <T> Watch start(String name, Query<T> query, Consumer<T> sink) {
    var holder = new Watch[1];
    var watch = new Watch(name, () -> holder[0].follow(name, query, sink));
    holder[0] = watch;
    watch.thread.start();
    return watch;
  }

  /** Starts to follow what lies under a prefix, as {@link #start} does. */
  public static Watch ofKeys(String name, KeyValues.Query query, Consumer<Listing> sink) {
    return start(
        name,
        (index, wait) -> {
          var listing = query.after(index, wait);
          return new Reading<>(listing, listing.index());
        },
        sink);
  }

  /** When Consul was first found not to answer; empty if it answered the last query. */
  public Optional<Instant> unreachableSince() {
    return Optional.ofNullable(unreachableSince);
  }

  private <T> void follow(String name, Query<T> query, Consumer<T> sink) {
    long index = 0;
    long pause = FIRST_PAUSE_MILLIS;
    while (!closed) {
      try {
        var reading = query.after(index, unreachableSince == null ? WAIT : FIRST_WAIT);
        if (reading.index() != index || index == 0) {
          sink.accept(reading.value());
        }
        if (unreachableSince != null) {
          log.info("{}: consul answers again, after {} s", name, secondsSince(unreachableSince));
          unreachableSince = null;
          told = "";
        }
        // Consul: an index that went back, or is 0, must not be waited on.
        index = reading.index() < index ? 0 : Math.max(1, reading.index());
        pause = FIRST_PAUSE_MILLIS;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (closed) {
          return;
        }
        pause = afterFailure(name, e, pause);
        if (!isOutage(e)) {
          index = 0;
        }
      }
    }
  }

  private long afterFailure(String name, RuntimeException e, long pause) {
    if (!isOutage(e)) {
      log.error("{}: what was read could not be handled; it is tried again", name, e);
    } else {
      // What one may not read comes to light when Consul answers again.
      if (unreachableSince == null || isRefusal(e) && !told.equals(e.getMessage())) {
        log.warn("{}: {}; going on with what is known", name, e.getMessage());
        told = e.getMessage();
      }
      unreachableSince = unreachableSince == null ? Instant.now() : unreachableSince;
    }
    try {
      Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
  }

  /** Whoever may not ask any more knows as little as one who is not answered. */
  private static boolean isOutage(RuntimeException e) {
    return e instanceof UnavailableException || e instanceof RefusedException;
  }

  private static boolean isRefusal(RuntimeException e) {
    return e instanceof RefusedException || e instanceof HiddenException;
  }

  private static long secondsSince(Instant moment) {
    return Duration.between(moment, Instant.now()).toSeconds();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (Thread.currentThread() != thread) {
        thread.join(5_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
