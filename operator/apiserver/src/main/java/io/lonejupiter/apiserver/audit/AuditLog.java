package io.lonejupiter.apiserver.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes audit events on a thread of its own, in the order they came. No request waits for it: when
 * the disk is full or too slow, requests go on, and the events that are lost are counted. The first
 * event that can be written again says how many were lost before it, in the annotation {@code
 * audit.lonejupiter.io/lost}.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final long STOP_SECONDS = 10;

  /** How often a failure that goes on is spoken of. */
  private static final long COMPLAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final BlockingQueue<Optional<AuditEvent>> waiting;
  private final RotatingFile file;
  private final Thread writer;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostInAll = new AtomicLong();
  private volatile boolean closed;
  private long complained;

  public AuditLog(AuditSettings settings) {
    this.waiting = new ArrayBlockingQueue<>(settings.maxWaiting());
    this.file = new RotatingFile(settings.file(), settings.maxFileBytes(), settings.files());
    this.complained = System.nanoTime() - COMPLAIN_NANOS;
    this.writer = new Thread(this::work, "apiserver-audit");
    writer.setDaemon(true);
    writer.start();
  }

  /** Hands an event over. Never waits. */
  public void add(AuditEvent event) {
    if (!waiting.offer(Optional.of(event))) {
      lose("it is too slow");
    }
  }

  /** How many events were not written since the start. */
  public long lost() {
    return lostInAll.get();
  }

  private void work() {
    try {
      while (!closed || !waiting.isEmpty()) {
        waiting.take().ifPresent(this::write);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
    }
  }

  private void write(AuditEvent event) {
    long before = lost.get();
    ObjectNode json = event.toJson();
    if (before > 0) {
      json.withObject("/annotations").put("audit.lonejupiter.io/lost", Long.toString(before));
    }
    byte[] text = Json.bytes(json);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      file.append(line);
      lost.addAndGet(-before);
    } catch (IOException e) {
      lose(e.getMessage());
    }
  }

  private void lose(String why) {
    lost.incrementAndGet();
    lostInAll.incrementAndGet();
    synchronized (this) {
      long now = System.nanoTime();
      if (now - complained >= COMPLAIN_NANOS) {
        complained = now;
        LOG.error("the audit log cannot be written, events are lost: {}", why);
      }
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("the audit log could not be closed: {}", e.getMessage());
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    closed = true;
    // Wakes the writer; if there is no room for it, there is work that keeps it awake.
    waiting.offer(Optional.empty());
    try {
      writer.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
