package io.lonejupiter.agent.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines on their way to one reader. Keeps a few kilobytes and then waits for the reader; another
 * thread may ask for how long it has been waiting, and end it.
 */
final class LogResponse implements LogStreamer.Sink {
  private static final int KEPT = 32 * 1024;
  private static final byte[] ALIVE = {'\n'};
  private static final byte[] END = "end\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final Thread thread = Thread.currentThread();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private boolean writing;
  private long since;

  LogResponse(OutputStream out) {
    this.out = out;
  }

  @Override
  public void line(LogLine line) throws IOException {
    line.addTo(waiting);
    if (waiting.size() >= KEPT) {
      write(waiting.toByteArray());
    }
  }

  @Override
  public void caughtUp() throws IOException {
    write(waiting.toByteArray());
  }

  @Override
  public void alive() throws IOException {
    write(ALIVE);
  }

  void end() throws IOException {
    waiting.writeBytes(END);
    write(waiting.toByteArray());
  }

  private void write(byte[] bytes) throws IOException {
    waiting.reset();
    writing(true);
    try {
      out.write(bytes);
      out.flush();
    } finally {
      writing(false);
    }
  }

  private synchronized void writing(boolean now) {
    writing = now;
    since = System.nanoTime();
  }

  /** How long its reader has taken nothing, in nanoseconds. */
  synchronized long stuckFor() {
    return writing ? System.nanoTime() - since : 0;
  }

  /** Ends it: the interrupt closes the connection that the thread waits for. */
  synchronized void drop() {
    if (writing) {
      thread.interrupt();
    }
  }
}
