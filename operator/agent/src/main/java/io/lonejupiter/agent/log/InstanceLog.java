package io.lonejupiter.agent.log;

import io.lonejupiter.agent.log.LogJournal.Kind;
import io.lonejupiter.agent.log.LogJournal.Note;
import io.lonejupiter.agent.process.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of one instance over all its runs. The process writes its files itself, whoever lives;
 * this notes when they grew, rotates them, and reads them by offsets that survive a rotation. What
 * was written while no agent lived counts as arrived when the next one begins. All state is guarded
 * by its monitor.
 */
public final class InstanceLog {
  private static final Logger log = LoggerFactory.getLogger(InstanceLog.class);
  private static final int RUNS_KEPT = 16;

  private final LogFiles files;
  private final LogJournal journal;
  private final ArrivalTimes arrivals = new ArrivalTimes();
  private final List<Run> runs = new ArrayList<>();
  private Offsets base = Offsets.ZERO;
  private boolean running;
  private boolean over;

  /** Runs that were ever begun. */
  private int begun;

  private int readers;
  private long changes;

  /** Opens the log of an instance, which need not have written anything. */
  public InstanceLog(LogFiles files) {
    this.files = files;
    this.journal = new LogJournal(files.folder().resolve("arrivals"));
    try {
      journal.load().forEach(this::take);
    } catch (IOException e) {
      throw new UncheckedIOException("the log in " + files.folder() + " cannot be opened", e);
    }
    if (runs.isEmpty() && sizes(base).stdout() + sizes(base).stderr() > 0) {
      // Written under an agent that took no notes.
      begin(Offsets.ZERO);
    }
    note(System.currentTimeMillis());
  }

  private void take(Note note) {
    switch (note.kind()) {
      case GREW -> arrivals.add(note.time(), note.offsets());
      case RUN -> begin(note.offsets());
      case NO_RUN -> dropRun();
      case ENDED -> running = false;
      case BASE -> base = note.offsets();
    }
  }

  private void begin(Offsets from) {
    begun++;
    runs.add(new Run(begun, from));
    if (runs.size() > RUNS_KEPT) {
      runs.remove(0);
    }
    running = true;
    over = false;
  }

  private void dropRun() {
    if (!runs.isEmpty()) {
      runs.remove(runs.size() - 1);
    }
    running = false;
  }

  Path folder() {
    return files.folder();
  }

  /** Looks how far the files have grown, and notes it. */
  synchronized void note(long now) {
    cutByOthers(now);
    var sizes = sizes(base);
    if (!sizes.equals(arrivals.last())) {
      write(new Note(Kind.GREW, now, sizes));
      changed();
    }
  }

  /** A log that is shorter than it was goes on from where it was. */
  private void cutByOthers(long now) {
    for (var channel : Channel.values()) {
      var known = arrivals.last().of(channel);
      if (sizes(base).of(channel) < known) {
        write(new Note(Kind.BASE, now, base.with(channel, known)));
      }
    }
  }

  /** A process is about to be started. */
  public synchronized void runStarts() {
    var now = System.currentTimeMillis();
    note(now);
    write(new Note(Kind.RUN, now, sizes(base)));
    changed();
  }

  /** The process that was about to be started was not. */
  public synchronized void runFailed() {
    write(new Note(Kind.NO_RUN, System.currentTimeMillis(), sizes(base)));
    changed();
  }

  /**
   * The process has ended.
   *
   * @param forGood no other is meant to follow it
   */
  public synchronized void runEnds(boolean forGood) {
    var now = System.currentTimeMillis();
    note(now);
    write(new Note(Kind.ENDED, now, sizes(base)));
    over = forGood;
    changed();
  }

  /** No process runs, and none is meant to. */
  public synchronized void over() {
    if (!over) {
      over = true;
      changed();
    }
  }

  /**
   * The instance is being removed: whoever follows reads to the end and leaves, for which a slow
   * one has until the limit.
   */
  public synchronized void finish(Duration limit) throws InterruptedException {
    note(System.currentTimeMillis());
    over();
    var end = System.nanoTime() + limit.toNanos();
    for (var left = limit.toMillis(); readers > 0 && left > 0; ) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
  }

  /** Its files were deleted; should the instance come again, its log begins anew. */
  public synchronized void deleted() {
    arrivals.clear();
    runs.clear();
    base = Offsets.ZERO;
    running = false;
    over = true;
    journal.deleted();
    changed();
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  /** Takes it into account, and writes it down; notes that are lost make stamps coarser only. */
  private void write(Note note) {
    take(note);
    try {
      if (!Files.isDirectory(files.folder())) {
        return;
      }
      if (journal.lines() >= 2 * ArrivalTimes.MOST) {
        journal.rewrite(notes(note.time()));
      } else {
        journal.append(note);
      }
    } catch (IOException e) {
      log.warn("{}: the log's times cannot be noted: {}", files.folder(), e.toString());
    }
  }

  private List<Note> notes(long now) {
    var notes = new ArrayList<Note>();
    runs.forEach(run -> notes.add(new Note(Kind.RUN, now, run.from())));
    if (!running) {
      notes.add(new Note(Kind.ENDED, now, arrivals.last()));
    }
    notes.add(new Note(Kind.BASE, now, base));
    for (var i = 0; i < arrivals.count(); i++) {
      notes.add(new Note(Kind.GREW, arrivals.time(i), arrivals.sizes(i)));
    }
    return notes;
  }

  private Offsets sizes(Offsets from) {
    return new Offsets(
        from.stdout() + LogFiles.size(files.stdout()),
        from.stderr() + LogFiles.size(files.stderr()));
  }

  /** Rotates files that have grown too large. */
  public synchronized void rotate() throws IOException {
    rotate(LogFiles.LIMIT_BYTES);
  }

  synchronized void rotate(long limit) throws IOException {
    rotate(Channel.STDOUT, limit);
    rotate(Channel.STDERR, limit);
  }

  private void rotate(Channel channel, long limit) throws IOException {
    var now = System.currentTimeMillis();
    note(now);
    var copied = LogFiles.copyAway(file(channel), limit);
    if (copied > 0) {
      // Noted first: if the agent dies here, lines are told twice rather than not at all.
      write(new Note(Kind.BASE, now, base.with(channel, base.of(channel) + copied)));
      LogFiles.cut(file(channel));
      note(now);
      changed();
    }
  }

  /** Where the oldest byte lies that was not thrown away. */
  synchronized long oldest(Channel channel) {
    var oldest = base.of(channel);
    for (var n = 1; n <= LogFiles.KEPT; n++) {
      oldest -= LogFiles.size(LogFiles.numbered(file(channel), n));
    }
    return Math.max(0, oldest);
  }

  private Path file(Channel channel) {
    return channel == Channel.STDOUT ? files.stdout() : files.stderr();
  }

  /**
   * What a reader must know to go on.
   *
   * @param runs the latest ones, oldest first
   * @param horizon how far the logs are known to reach
   * @param over nothing comes any more
   * @param changes rises with each change
   */
  record Snapshot(List<Run> runs, boolean running, Offsets horizon, boolean over, long changes) {

    /** The run that is read without further words. */
    Optional<Run> current() {
      return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
    }

    /** The last run that has ended. */
    Optional<Run> previous() {
      var at = running ? runs.size() - 2 : runs.size() - 1;
      return at < 0 ? Optional.empty() : Optional.of(runs.get(at));
    }

    Optional<Run> after(Run run) {
      return runs.stream().filter(r -> r.number() > run.number()).findFirst();
    }
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(List.copyOf(runs), running, arrivals.last(), over, changes);
  }

  /** Waits until something changed since a snapshot, or the limit is over. */
  synchronized void await(long since, long millis) throws InterruptedException {
    if (changes == since) {
      wait(millis);
    }
  }

  synchronized void readerComes() {
    readers++;
  }

  synchronized void readerLeaves() {
    readers--;
    notifyAll();
  }

  synchronized long timeOf(Channel channel, long offset) {
    return arrivals.timeOf(channel, offset);
  }

  synchronized long offsetSince(Channel channel, long time) {
    return arrivals.offsetSince(channel, time);
  }

  /**
   * Reads bytes from an offset on.
   *
   * @return where the first byte read lies: later than asked for if older ones were thrown away
   */
  synchronized long read(Channel channel, long offset, ByteBuffer into) throws IOException {
    var file = file(channel);
    var begin = base.of(channel);
    for (var n = 1; begin > offset && n <= LogFiles.KEPT; n++) {
      var older = LogFiles.numbered(file(channel), n);
      if (!Files.exists(older)) {
        break;
      }
      begin -= LogFiles.size(older);
      file = older;
    }
    var from = Math.max(begin, offset);
    try (var bytes = FileChannel.open(file, StandardOpenOption.READ)) {
      // A read ends with its file; the reader asks again for what is in the next.
      bytes.read(into, from - begin);
    } catch (NoSuchFileException e) {
      log.trace("not written yet", e);
    }
    return from;
  }
}
