package io.lonejupiter.server.pods;

import io.lonejupiter.apiserver.PodLogOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns what an agent tells, line for line, into the text that a client wants. Pure but for the
 * rest of a line that it keeps until the other half comes.
 */
final class LogText {
  private static final byte[] END = "end".getBytes(StandardCharsets.US_ASCII);

  /** No line of an agent is longer; what is, is none. */
  private static final int LONGEST = 128 * 1024;

  private final boolean timestamps;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long left;
  private boolean begun = true;
  private boolean ended;

  LogText(PodLogOptions options) {
    this.timestamps = options.timestamps();
    this.left = options.limitBytes() == null ? Long.MAX_VALUE : options.limitBytes();
  }

  /** The agent said that there is nothing more, or the client wants no more. */
  boolean ended() {
    return ended || left == 0;
  }

  /**
   * Takes what came.
   *
   * @throws IllegalStateException it is not what an agent says
   */
  ByteBuffer take(List<ByteBuffer> parts) {
    var text = new ByteArrayOutputStream();
    for (var part : parts) {
      while (part.hasRemaining()) {
        var next = part.get();
        if (next == '\n') {
          line(text, line.toByteArray());
          line.reset();
        } else if (line.size() > LONGEST) {
          throw new IllegalStateException("the agent's answer is not a log");
        } else {
          line.write(next);
        }
      }
    }
    var length = (int) Math.min(left, text.size());
    left -= length;
    return ByteBuffer.wrap(text.toByteArray(), 0, length);
  }

  private void line(ByteArrayOutputStream text, byte[] told) {
    if (told.length == 0) {
      return;
    }
    if (java.util.Arrays.equals(told, END)) {
      ended = true;
      return;
    }
    // <time> <channel> <F or P> <text>
    var afterTime = space(told, 0);
    var afterChannel = space(told, afterTime + 1);
    var begin = afterChannel + 3;
    if (begin > told.length) {
      throw new IllegalStateException("the agent's answer is not a log");
    }
    if (timestamps && begun) {
      text.write(told, 0, afterTime + 1);
    }
    text.write(told, begin, told.length - begin);
    begun = told[afterChannel + 1] == 'F';
    if (begun) {
      text.write('\n');
    }
  }

  private static int space(byte[] text, int from) {
    for (var i = from; i < text.length; i++) {
      if (text[i] == ' ') {
        return i;
      }
    }
    throw new IllegalStateException("the agent's answer is not a log");
  }
}
