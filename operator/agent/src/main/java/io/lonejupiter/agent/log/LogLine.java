package io.lonejupiter.agent.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * One line of output.
 *
 * @param time when its last byte arrived, in epoch milliseconds
 * @param whole it ends with a line break; else it goes on, or is the unfinished end of a log
 * @param text without the line break
 */
record LogLine(long time, Channel channel, boolean whole, byte[] text) {

  /**
   * Adds it in the form of the Kubernetes container runtime interface: {@code <RFC 3339> <stdout or
   * stderr> <F or P> <text>}.
   */
  void addTo(ByteArrayOutputStream out) {
    var head = stamp(time) + " " + channel + (whole ? " F " : " P ");
    out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.write('\n');
  }

  private static String stamp(long time) {
    var instant = Instant.ofEpochMilli(time);
    // Always the same number of digits, so that stamps can be compared as text.
    var seconds = Instant.ofEpochSecond(instant.getEpochSecond()).toString();
    return seconds.substring(0, seconds.length() - 1)
        + String.format(Locale.ROOT, ".%09dZ", instant.getNano());
  }
}
