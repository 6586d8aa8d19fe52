package io.lonejupiter.agent.log;

import io.lonejupiter.agent.log.InstanceLog.Snapshot;
import java.io.IOException;

/**
 * Tells a reader what a query asks for, both channels in the order of arrival.
 *
 * <ol>
 *   <li>The run that is meant is found, and where in it to begin.
 *   <li>All lines up to what is known are told.
 *   <li>A reader that follows waits for more, and goes on with the next run; in between it is told
 *       now and then that it still lives.
 * </ol>
 *
 * Confined to the reader's thread.
 */
final class LogStreamer {
  /** Takes lines; may block, which holds up nobody else. */
  interface Sink {
    void line(LogLine line) throws IOException;

    /** Everything that is known was told. */
    void caughtUp() throws IOException;

    /** Nothing came for a while. */
    void alive() throws IOException;
  }

  static final long ALIVE_MILLIS = 5_000;

  private final InstanceLog log;
  private final LogQuery query;
  private final Sink sink;
  private LineCursor stdout;
  private LineCursor stderr;
  private boolean told;

  LogStreamer(InstanceLog log, LogQuery query, Sink sink) {
    this.log = log;
    this.query = query;
    this.sink = sink;
  }

  /** Tells everything, from the given run on. */
  void stream(Run first) throws IOException, InterruptedException {
    log.readerComes();
    try {
      var run = first;
      begin(run);
      while (run != null) {
        run = pass(run);
      }
    } finally {
      log.readerLeaves();
    }
  }

  /** Answers the run to go on with; null at the end. */
  private Run pass(Run run) throws IOException, InterruptedException {
    var now = log.snapshot();
    var next = now.after(run).orElse(null);
    var ended = next != null || !now.running();
    var last = !query.follow() || query.previous();
    tell(end(now, run), ended || last);
    if (last) {
      return null;
    }
    if (next != null) {
      at(next.from());
      return next;
    }
    if (now.over()) {
      return null;
    }
    waitForMore(now);
    return run;
  }

  private void waitForMore(Snapshot now) throws IOException, InterruptedException {
    if (told) {
      sink.caughtUp();
      told = false;
    }
    log.await(now.changes(), ALIVE_MILLIS);
    if (log.snapshot().changes() == now.changes()) {
      sink.alive();
    }
  }

  private static Offsets end(Snapshot now, Run run) {
    return now.after(run).map(Run::from).orElse(now.horizon());
  }

  private void at(Offsets from) {
    stdout = new LineCursor(log, Channel.STDOUT, from.stdout());
    stderr = new LineCursor(log, Channel.STDERR, from.stderr());
  }

  private void begin(Run run) throws IOException {
    var end = end(log.snapshot(), run);
    var from = new Offsets(begin(run, end, Channel.STDOUT), begin(run, end, Channel.STDERR));
    at(from);
    if (query.tail() >= 0) {
      var skip = count(end) - query.tail();
      at(from);
      for (var i = 0L; i < skip && earliest(end, true) != null; i++) {
        earliest(end, true).take();
      }
    }
  }

  private long begin(Run run, Offsets end, Channel channel) throws IOException {
    var from = run.from().of(channel);
    if (query.since() > 0) {
      var since = Math.min(log.offsetSince(channel, query.since()), end.of(channel));
      if (since > from) {
        // A line is told whole if its end arrived in time.
        from = LineCursor.tail(log, channel, from, since + 1, 1);
        from = Math.min(from, since);
      }
    }
    return query.tail() >= 0
        ? LineCursor.tail(log, channel, from, end.of(channel), query.tail())
        : from;
  }

  private long count(Offsets end) throws IOException {
    var count = 0L;
    for (var cursor = earliest(end, true); cursor != null; cursor = earliest(end, true)) {
      cursor.take();
      count++;
    }
    return count;
  }

  private void tell(Offsets end, boolean rest) throws IOException {
    for (var cursor = earliest(end, rest); cursor != null; cursor = earliest(end, rest)) {
      sink.line(cursor.take());
      told = true;
    }
    if (rest && told) {
      sink.caughtUp();
      told = false;
    }
  }

  /** The channel whose next line arrived first; null if neither has one. */
  private LineCursor earliest(Offsets end, boolean rest) throws IOException {
    var out = stdout.peek(end.stdout(), rest);
    var err = stderr.peek(end.stderr(), rest);
    if (out == null) {
      return err == null ? null : stderr;
    }
    return err == null || out.time() <= err.time() ? stdout : stderr;
  }
}
