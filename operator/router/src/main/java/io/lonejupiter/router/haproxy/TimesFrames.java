package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.ResponseTimes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Cuts what one worker sends into messages, each of them behind its length in bytes (octet
 * counting, RFC 6587, section 3.4.1). Does no I/O. One thread.
 */
final class TimesFrames {
  private static final int LONGEST = 8_192;

  private final byte[] message = new byte[LONGEST];

  /** -1 as long as the length is not complete. */
  private int length = -1;

  private int digits;
  private int filled;

  /**
   * Takes the next bytes.
   *
   * @return backend to the times in the messages that are complete with them
   * @throws ProxyException this is no length
   */
  Map<String, ResponseTimes> add(ByteBuffer bytes) {
    var times = new HashMap<String, ResponseTimes>();
    while (bytes.hasRemaining()) {
      if (length < 0) {
        digit(bytes.get());
        continue;
      }
      var part = Math.min(length - filled, bytes.remaining());
      bytes.get(message, filled, part);
      filled += part;
      if (filled == length) {
        TimesRules.read(new String(message, 0, length, StandardCharsets.ISO_8859_1))
            .ifPresent(one -> times.merge(one.getKey(), one.getValue(), ResponseTimes::plus));
        length = -1;
        filled = 0;
      }
    }
    return times;
  }

  private void digit(byte character) {
    if (character == ' ' && digits > 0) {
      length = digits;
      digits = 0;
    } else if (character >= '0' && character <= '9' && digits * 10 <= LONGEST - 9) {
      digits = digits * 10 + character - '0';
    } else {
      throw new ProxyException("'" + (char) character + "' stands where a length has to be");
    }
  }
}
