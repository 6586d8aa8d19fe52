package io.lonejupiter.agent.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads one log line by line, from an offset on. Confined to its reader's thread. */
final class LineCursor {
  /** A longer line is told in pieces. */
  static final int LONGEST = 16 * 1024;

  private static final int CHUNK = 64 * 1024;

  private final InstanceLog log;
  private final Channel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);

  /** Where the unread bytes of the buffer begin. */
  private long position;

  /** Read, and not taken yet. */
  private LogLine next;

  LineCursor(InstanceLog log, Channel channel, long from) {
    this.log = log;
    this.channel = channel;
    this.position = from;
  }

  /**
   * The next line that ends at or before an offset; null if there is none.
   *
   * @param rest nothing follows: an unfinished line counts
   */
  LogLine peek(long end, boolean rest) throws IOException {
    if (next == null) {
      next = read(end, rest);
    }
    return next;
  }

  LogLine take() {
    var taken = next;
    next = null;
    return taken;
  }

  private LogLine read(long end, boolean rest) throws IOException {
    while (true) {
      var available = (int) Math.min(buffer.remaining(), Math.max(0, end - position));
      var length = lineLength(available);
      if (length >= 0) {
        return line(length, true);
      }
      if (available >= LONGEST) {
        return line(LONGEST, false);
      }
      if (position + available >= end) {
        return rest && available > 0 ? line(available, false) : null;
      }
      if (!fill()) {
        return rest && available > 0 ? line(available, false) : null;
      }
    }
  }

  private int lineLength(int available) {
    var most = Math.min(available, LONGEST + 1);
    for (var i = 0; i < most; i++) {
      if (buffer.get(buffer.position() + i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private LogLine line(int length, boolean whole) {
    var text = new byte[length];
    buffer.get(text);
    if (whole) {
      buffer.get();
    }
    position += length + (whole ? 1 : 0);
    return new LogLine(log.timeOf(channel, position), channel, whole, text);
  }

  private boolean fill() throws IOException {
    var kept = buffer.remaining();
    var wanted = position + kept;
    buffer.compact();
    var found = log.read(channel, wanted, buffer);
    buffer.flip();
    if (found > wanted) {
      // What was to come next is thrown away; what was read of a line is left unfinished.
      buffer.position(kept);
      position = found;
    }
    return buffer.remaining() > (found > wanted ? 0 : kept);
  }

  /** Where the n-th last line before an offset begins; not before the given start. */
  static long tail(InstanceLog log, Channel channel, long start, long end, long lines)
      throws IOException {
    if (lines == 0) {
      return end;
    }
    var block = ByteBuffer.allocate(CHUNK);
    var breaks = 0L;
    var oldest = Math.max(start, log.oldest(channel));
    for (var to = end; to > oldest; ) {
      var from = Math.max(oldest, to - CHUNK);
      var length = fillBlock(log, channel, from, to, block);
      if (length < to - from) {
        return to;
      }
      for (var i = length - 1; i >= 0; i--) {
        // The break at the very end closes the last line.
        if (block.get(i) == '\n' && from + i + 1 < end && ++breaks == lines) {
          return from + i + 1;
        }
      }
      to = from;
    }
    return Math.min(oldest, end);
  }

  private static int fillBlock(
      InstanceLog log, Channel channel, long from, long to, ByteBuffer block) throws IOException {
    block.clear().limit((int) (to - from));
    while (block.hasRemaining()) {
      var before = block.position();
      if (log.read(channel, from + before, block) > from + before || block.position() == before) {
        return 0;
      }
    }
    return block.position();
  }
}
