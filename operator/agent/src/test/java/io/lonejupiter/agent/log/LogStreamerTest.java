package io.lonejupiter.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.process.LogFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogStreamerTest {
  private static final LogQuery ALL = new LogQuery(false, false, -1, 0);
  private static final LogQuery PREVIOUS = new LogQuery(true, false, -1, 0);
  private static final LogQuery FOLLOW = new LogQuery(false, true, -1, 0);

  @TempDir Path folder;
  private LogFiles files;
  private InstanceLog log;

  @BeforeEach
  void open() {
    files = new LogFiles(folder);
    log = new InstanceLog(files);
  }

  private void out(String text, long time) throws IOException {
    append(files.stdout(), text);
    log.note(time);
  }

  private void err(String text, long time) throws IOException {
    append(files.stderr(), text);
    log.note(time);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static LogQuery tail(long lines) {
    return new LogQuery(false, false, lines, 0);
  }

  private static LogQuery since(long time) {
    return new LogQuery(false, false, -1, time);
  }

  /** What a reader is told, as one text: F lines end with a break, P lines do not. */
  private static final class Reader implements LogStreamer.Sink {
    private final List<LogLine> lines = new CopyOnWriteArrayList<>();

    @Override
    public void line(LogLine line) {
      lines.add(line);
    }

    @Override
    public void caughtUp() {}

    @Override
    public void alive() {}

    String text() {
      var text = new StringBuilder();
      for (var line : lines) {
        text.append(new String(line.text(), StandardCharsets.UTF_8));
        text.append(line.whole() ? "\n" : "");
      }
      return text.toString();
    }
  }

  private String read(LogQuery query) throws Exception {
    var reader = new Reader();
    var now = log.snapshot();
    var run = query.previous() ? now.previous() : now.current();
    new LogStreamer(log, query, reader).stream(run.orElseThrow());
    return reader.text();
  }

  private CompletableFuture<Void> follow(Reader reader, LogQuery query) {
    var run = log.snapshot().current().orElseThrow();
    return CompletableFuture.runAsync(
        () -> {
          try {
            new LogStreamer(log, query, reader).stream(run);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitText(Reader reader, String text) {
    await().atMost(Duration.ofSeconds(10)).until(reader::text, text::equals);
  }

  @Test
  void tellsBothChannelsInTheOrderOfArrival() throws Exception {
    log.runStarts();
    var t = System.currentTimeMillis() + 1_000;
    out("a\n", t);
    err("b\n", t + 1);
    out("c\nd", t + 2);
    assertThat(read(ALL)).isEqualTo("a\nb\nc\nd");
  }

  @ParameterizedTest
  @CsvSource({"0,''", "1,d", "2,c|d", "3,b|c|d", "4,a|b|c|d", "99,a|b|c|d"})
  void tellsSoManyLastLinesOfBothChannelsTogether(long lines, String expected) throws Exception {
    log.runStarts();
    var t = System.currentTimeMillis() + 1_000;
    out("a\n", t);
    err("b\n", t + 1);
    out("c\n", t + 2);
    err("d\n", t + 3);
    var wanted = expected.isEmpty() ? "" : expected.replace('|', '\n') + "\n";
    assertThat(read(tail(lines))).isEqualTo(wanted);
  }

  @Test
  void tellsWholeLinesThatArrivedSinceATime() throws Exception {
    log.runStarts();
    var t = System.currentTimeMillis() + 1_000;
    out("old\nbegun ", t);
    out("and ended\n", t + 10);
    err("new\n", t + 20);
    assertThat(read(since(t + 1))).isEqualTo("begun and ended\nnew\n");
    assertThat(read(since(t + 15))).isEqualTo("new\n");
    assertThat(read(since(t + 30))).isEmpty();
  }

  @Test
  void keepsRunsApart() throws Exception {
    assertThat(log.snapshot().current()).isEmpty();
    log.runStarts();
    out("first\n", System.currentTimeMillis());
    assertThat(log.snapshot().previous()).isEmpty();
    log.runEnds(false);
    assertThat(read(ALL)).as("while none runs the last one is told").isEqualTo("first\n");
    assertThat(read(PREVIOUS)).isEqualTo("first\n");
    log.runStarts();
    out("second\n", System.currentTimeMillis());
    assertThat(read(ALL)).isEqualTo("second\n");
    assertThat(read(PREVIOUS)).isEqualTo("first\n");
  }

  @Test
  void aRunThatCouldNotBeStartedIsNone() throws Exception {
    log.runStarts();
    out("first\n", System.currentTimeMillis());
    log.runEnds(false);
    log.runStarts();
    log.runFailed();
    assertThat(read(ALL)).isEqualTo("first\n");
  }

  @Test
  void rotationLosesNothingThatIsKept() throws Exception {
    log.runStarts();
    var all = new ArrayList<String>();
    for (var i = 0; i < 30; i++) {
      var line = "line " + i + "\n";
      all.add(line);
      out(line, System.currentTimeMillis());
      if (i % 10 == 9) {
        log.rotate(1);
      }
    }
    out("end\n", System.currentTimeMillis());
    assertThat(files.stdout()).hasContent("end\n");
    assertThat(read(ALL)).isEqualTo(String.join("", all) + "end\n");
    assertThat(read(tail(2))).isEqualTo("line 29\nend\n");
    log.rotate(1);
    assertThat(read(ALL)).startsWith("line 10\n").endsWith("line 29\nend\n");
    assertThat(read(tail(99))).startsWith("line 10\n").endsWith("line 29\nend\n");
  }

  @Test
  void knowsEverythingAgainWhenItIsOpenedAgain() throws Exception {
    log.runStarts();
    var t = System.currentTimeMillis() + 1_000;
    out("first\n", t);
    log.runEnds(false);
    log.runStarts();
    out("second\n", t + 10);
    log.rotate(1);
    out("third\n", t + 20);
    Files.writeString(folder.resolve("arrivals"), "T 99", StandardOpenOption.APPEND);

    log = new InstanceLog(files);

    assertThat(read(PREVIOUS)).isEqualTo("first\n");
    assertThat(read(ALL)).isEqualTo("second\nthird\n");
    assertThat(read(since(t + 15))).isEqualTo("third\n");
    log = new InstanceLog(files);
    assertThat(read(ALL)).isEqualTo("second\nthird\n");
  }

  @Test
  void aLogThatSomebodyCutGoesOn() throws Exception {
    log.runStarts();
    out("before the cut\n", System.currentTimeMillis());
    Files.writeString(files.stdout(), "");
    log.note(System.currentTimeMillis());
    out("after\n", System.currentTimeMillis());
    assertThat(read(ALL)).isEqualTo("after\n");
    log = new InstanceLog(files);
    assertThat(read(ALL)).isEqualTo("after\n");
  }

  @Test
  void anInstanceThatComesAgainBeginsItsLogAnew() throws Exception {
    log.runStarts();
    out("in its first life\n", System.currentTimeMillis());
    log.runEnds(false);
    Files.delete(files.stdout());
    Files.delete(folder.resolve("arrivals"));
    log.deleted();
    assertThat(log.snapshot().current()).isEmpty();
    log.runStarts();
    out("again\n", System.currentTimeMillis());
    assertThat(read(ALL)).isEqualTo("again\n");
    log = new InstanceLog(files);
    assertThat(read(ALL)).isEqualTo("again\n");
  }

  @Test
  void takesOverALogWithoutNotes() throws Exception {
    append(files.stdout(), "from before\n");
    log = new InstanceLog(files);
    assertThat(read(ALL)).isEqualTo("from before\n");
  }

  @Test
  void theNotesDoNotGrowWithoutBound() throws Exception {
    log.runStarts();
    var t = System.currentTimeMillis();
    for (var i = 0; i < 3 * ArrivalTimes.MOST; i++) {
      out("x\n", t + i);
    }
    assertThat(Files.readAllLines(folder.resolve("arrivals")).size())
        .isLessThanOrEqualTo(2 * ArrivalTimes.MOST + 1);
    log = new InstanceLog(files);
    assertThat(read(ALL)).hasSize(2 * 3 * ArrivalTimes.MOST);
  }

  @Test
  void tellsALongLineInPieces() throws Exception {
    log.runStarts();
    var line = "x".repeat(200_000) + "\n";
    out(line, System.currentTimeMillis());
    assertThat(read(ALL)).isEqualTo(line);
  }

  @Test
  void followsOverRotationAndRestartUntilTheInstanceIsGone() throws Exception {
    log.runStarts();
    out("one\n", System.currentTimeMillis());
    var reader = new Reader();
    var done = follow(reader, FOLLOW);
    awaitText(reader, "one\n");
    out("tw", System.currentTimeMillis());
    out("o\n", System.currentTimeMillis());
    awaitText(reader, "one\ntwo\n");
    log.rotate(1);
    out("three\n", System.currentTimeMillis());
    awaitText(reader, "one\ntwo\nthree\n");
    log.runEnds(false);
    log.runStarts();
    out("four\n", System.currentTimeMillis());
    awaitText(reader, "one\ntwo\nthree\nfour\n");
    assertThat(done).isNotDone();
    append(files.stdout(), "last words\n");
    log.runEnds(false);
    log.finish(Duration.ofSeconds(10));
    done.join();
    assertThat(reader.text()).isEqualTo("one\ntwo\nthree\nfour\nlast words\n");
  }

  @Test
  void followingEndsWhenNoOtherProcessIsMeantToCome() throws Exception {
    log.runStarts();
    var reader = new Reader();
    var done = follow(reader, new LogQuery(false, true, 0, 0));
    out("bye\n", System.currentTimeMillis());
    log.runEnds(true);
    done.join();
    assertThat(reader.text()).isIn("bye\n", "");
  }
}
